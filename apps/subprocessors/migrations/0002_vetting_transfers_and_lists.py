import apps.trail.guards
import apps.trail.models
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from apps.trail.new_tables import CreateTables

#: What the new rule of roles and kinds refuses.
UNFIT = (
    models.Q(kind="payment") & ~models.Q(role__in=["independent_controller", "joint_controller"])
    | models.Q(role="carrier_conduit") & ~models.Q(kind="communications")
    | models.Q(role="affiliate_subprocessor") & ~models.Q(kind="affiliate")
)


def ensure_roles_fit(apps, schema_editor):
    """Stop with a sentence, before anything is changed, where listings break the new rule."""
    unfit = apps.get_model("subprocessors", "Listing").objects.using(schema_editor.connection.alias).filter(UNFIT)
    if references := sorted(unfit.values_list("reference", flat=True)):
        raise RuntimeError(
            "The role of these listings does not fit their kind of recipient: "
            + ", ".join(references)
            + ". Correct them with the release that is installed now, then migrate."
        )


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_initial'),
        ('subprocessors', '0001_initial'),
        ('trail', '0002_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(ensure_roles_fit, migrations.RunPython.noop),
        CreateTables(
            [
                migrations.CreateModel(
                    name='ChainMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                        ('level', models.PositiveSmallIntegerField(editable=False, verbose_name='level')),
                        ('function', models.CharField(max_length=300, verbose_name='function')),
                        ('country', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.country', verbose_name='country of processing')),
                        ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chain', to='subprocessors.listing', verbose_name='listing')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engages', to='subprocessors.chainmember', verbose_name='engaged by')),
                        ('third_party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'member of the chain',
                        'verbose_name_plural': 'chain below',
                        'ordering': ['listing', 'level', 'pk'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('function', ''), _negated=True), name='subprocessors_chainmember_has_a_function'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicalchainmember', name='subprocessors_chainmember_has_its_history'),
                            models.CheckConstraint(condition=models.Q(models.Q(('level', 1), ('parent', None)), models.Q(('level__gte', 2), ('parent__isnull', False)), _connector='OR'), name='subprocessors_chainmember_first_level_has_no_parent'),
                            models.UniqueConstraint(models.F('listing'), django.db.models.functions.comparison.Coalesce('parent', 0), models.F('third_party'), django.db.models.functions.text.Lower('function'), condition=models.Q(('removed_at', None)), name='subprocessors_chainmember_current_once', violation_error_message='This company stands here with this function already.'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Evidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('kind', models.CharField(choices=[('dpa', 'Data processing agreement'), ('agreement', 'Contract or arrangement with a controller or carrier'), ('scc', 'Standard contractual clauses'), ('tia', 'Transfer impact assessment'), ('soc2_t1', 'SOC 2 Type I'), ('soc2_t2', 'SOC 2 Type II'), ('iso27001', 'ISO/IEC 27001'), ('iso27701', 'ISO/IEC 27701'), ('iso27018', 'ISO/IEC 27018'), ('pci_aoc', 'PCI DSS attestation of compliance'), ('pentest', 'Penetration test'), ('questionnaire', 'Security questionnaire'), ('onsite', 'Visit on site'), ('financial', 'Financial standing'), ('insurance', 'Insurance')], max_length=20, verbose_name='kind')),
                        ('issuer', models.CharField(blank=True, help_text='Who certified, audited or signed it.', max_length=200, verbose_name='issuer')),
                        ('number', models.CharField(blank=True, help_text='Of the certificate or contract.', max_length=100, verbose_name='number')),
                        ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                        ('period_from', models.DateField(blank=True, help_text='What a report looks at.', null=True, verbose_name='period from')),
                        ('period_until', models.DateField(blank=True, null=True, verbose_name='period until')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_until', models.DateField(blank=True, help_text='Its last day. A contract without an end has none.', null=True, verbose_name='valid until')),
                        ('next_due_on', models.DateField(blank=True, help_text='The last day on which it counts without a new look.', null=True, verbose_name='next due on')),
                        ('kept_at', models.CharField(blank=True, help_text='Where the original is, if no file is here.', max_length=300, verbose_name='kept at')),
                        ('file', models.FileField(blank=True, editable=False, upload_to='', verbose_name='file')),
                        ('file_name', models.CharField(blank=True, editable=False, max_length=255, verbose_name='name of the file')),
                        ('file_size', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='size in bytes')),
                        ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                        ('result', models.CharField(blank=True, choices=[('ok', 'Good'), ('ok_with_findings', 'Good, with findings'), ('blocker', 'Speaks against it')], editable=False, max_length=20, verbose_name='result')),
                        ('findings', models.TextField(blank=True, editable=False, verbose_name='findings')),
                        ('reviewed_at', models.DateTimeField(editable=False, null=True, verbose_name='reviewed')),
                        ('reminded_days', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='last reminded, days before')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('reviewed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                        ('third_party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'evidence',
                        'verbose_name_plural': 'evidence',
                        'ordering': ['third_party__legal_name', 'kind', '-valid_from', '-pk'],
                        'indexes': [
                            models.Index(fields=['valid_until', 'id'], name='subprocessors_evidence_ends'),
                            models.Index(fields=['third_party', 'kind', 'valid_until'], name='subprocessors_evidence_party'),
                        ],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='subprocessors_evidence_ends_after_its_start', violation_error_message='It cannot end before it begins: look at both dates.'),
                            models.CheckConstraint(condition=models.Q(('period_from', None), ('period_until', None), ('period_until__gte', models.F('period_from')), _connector='OR'), name='subprocessors_evidence_period_ends_after_its_start', violation_error_message='The period cannot end before it begins: look at both dates.'),
                            models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['soc2_t1', 'soc2_t2', 'iso27001', 'iso27701', 'iso27018', 'pci_aoc', 'pentest', 'questionnaire', 'onsite', 'financial', 'insurance']), _negated=True), ('valid_until__isnull', False), _connector='OR'), name='subprocessors_evidence_that_expires_has_a_last_day', violation_error_message='Evidence of this kind expires: say until when it is valid.'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicalevidence', name='subprocessors_evidence_has_its_history'),
                            models.CheckConstraint(condition=models.Q(models.Q(('result', ''), ('reviewed_at', None), ('reviewed_by', None)), models.Q(models.Q(('result', ''), _negated=True), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='subprocessors_evidence_reviewed_by_and_at_together'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='GroupMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                        ('legal_entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.legalentity', verbose_name='company of the group')),
                        ('third_party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_members', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'company of the group',
                        'verbose_name_plural': 'companies of the group',
                        'ordering': ['legal_entity__name', 'pk'],
                        'constraints': [
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicalgroupmember', name='subprocessors_groupmember_has_its_history'),
                            models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('third_party', 'legal_entity'), name='subprocessors_groupmember_current_once', violation_error_message='This company is named already.'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalChainMember',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                        ('level', models.PositiveSmallIntegerField(editable=False, verbose_name='level')),
                        ('function', models.CharField(max_length=300, verbose_name='function')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.country', verbose_name='country of processing')),
                        ('listing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.listing', verbose_name='listing')),
                        ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.chainmember', verbose_name='engaged by')),
                        ('third_party', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'historical member of the chain',
                        'verbose_name_plural': 'historical chain below',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='chainmember_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='chainmember_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalEvidence',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('kind', models.CharField(choices=[('dpa', 'Data processing agreement'), ('agreement', 'Contract or arrangement with a controller or carrier'), ('scc', 'Standard contractual clauses'), ('tia', 'Transfer impact assessment'), ('soc2_t1', 'SOC 2 Type I'), ('soc2_t2', 'SOC 2 Type II'), ('iso27001', 'ISO/IEC 27001'), ('iso27701', 'ISO/IEC 27701'), ('iso27018', 'ISO/IEC 27018'), ('pci_aoc', 'PCI DSS attestation of compliance'), ('pentest', 'Penetration test'), ('questionnaire', 'Security questionnaire'), ('onsite', 'Visit on site'), ('financial', 'Financial standing'), ('insurance', 'Insurance')], max_length=20, verbose_name='kind')),
                        ('issuer', models.CharField(blank=True, help_text='Who certified, audited or signed it.', max_length=200, verbose_name='issuer')),
                        ('number', models.CharField(blank=True, help_text='Of the certificate or contract.', max_length=100, verbose_name='number')),
                        ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                        ('period_from', models.DateField(blank=True, help_text='What a report looks at.', null=True, verbose_name='period from')),
                        ('period_until', models.DateField(blank=True, null=True, verbose_name='period until')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_until', models.DateField(blank=True, help_text='Its last day. A contract without an end has none.', null=True, verbose_name='valid until')),
                        ('next_due_on', models.DateField(blank=True, help_text='The last day on which it counts without a new look.', null=True, verbose_name='next due on')),
                        ('file_size', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='size in bytes')),
                        ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                        ('result', models.CharField(blank=True, choices=[('ok', 'Good'), ('ok_with_findings', 'Good, with findings'), ('blocker', 'Speaks against it')], editable=False, max_length=20, verbose_name='result')),
                        ('reviewed_at', models.DateTimeField(editable=False, null=True, verbose_name='reviewed')),
                        ('reminded_days', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='last reminded, days before')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('reviewed_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by')),
                        ('third_party', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'historical evidence',
                        'verbose_name_plural': 'historical evidence',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='evidence_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='evidence_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalGroupMember',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='ended')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('legal_entity', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.legalentity', verbose_name='company of the group')),
                        ('third_party', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.thirdparty', verbose_name='third party')),
                    ],
                    options={
                        'verbose_name': 'historical company of the group',
                        'verbose_name_plural': 'historical companies of the group',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='groupmember_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='groupmember_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='ListSource',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('columns', models.TextField(blank=True, editable=False, verbose_name='columns')),
                        ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='list_sources', to='organisation.brand', verbose_name='brand')),
                    ],
                    options={
                        'verbose_name': 'source of lists',
                        'verbose_name_plural': 'sources of lists',
                        'ordering': ['brand', 'name'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='subprocessors_listsource_has_a_name'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicallistsource', name='subprocessors_listsource_has_its_history'),
                            models.UniqueConstraint(fields=('brand', 'name'), name='subprocessors_listsource_once_per_brand', violation_error_message='This brand has a source of this name already.'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ListReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('read_at', models.DateTimeField(editable=False, verbose_name='read')),
                        ('rows', models.PositiveIntegerField(editable=False, verbose_name='rows')),
                        ('refused', models.PositiveIntegerField(editable=False, verbose_name='rows refused')),
                        ('file', models.FileField(blank=True, editable=False, upload_to='', verbose_name='file')),
                        ('file_name', models.CharField(blank=True, editable=False, max_length=255, verbose_name='name of the file')),
                        ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='subprocessors.listsource', verbose_name='source')),
                    ],
                    options={
                        'verbose_name': 'version of a list',
                        'verbose_name_plural': 'versions of lists',
                        'ordering': ['-read_at', '-pk'],
                        'constraints': [
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicallistreading', name='subprocessors_listreading_has_its_history'),
                        ],
                        'indexes': [
                            models.Index(fields=['source', 'read_at'], name='subprocessors_reading_of'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalListChange',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('reference', models.CharField(db_index=True, editable=False, max_length=20, verbose_name='reference')),
                        ('kind', models.CharField(choices=[('added', 'Added'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('merged', 'Merged'), ('split', 'Split'), ('location_added', 'Location added'), ('location_removed', 'Location removed'), ('location_corrected', 'Location corrected'), ('purpose_changed', 'Purpose changed'), ('optionality_changed', 'Choice of the customer changed'), ('corporate_location_changed', 'Country of establishment changed')], editable=False, max_length=30, verbose_name='kind')),
                        ('found_kind', models.CharField(choices=[('added', 'Added'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('merged', 'Merged'), ('split', 'Split'), ('location_added', 'Location added'), ('location_removed', 'Location removed'), ('location_corrected', 'Location corrected'), ('purpose_changed', 'Purpose changed'), ('optionality_changed', 'Choice of the customer changed'), ('corporate_location_changed', 'Country of establishment changed')], editable=False, max_length=30, verbose_name='read as')),
                        ('materiality', models.CharField(choices=[('notice_required', 'Customers are told first'), ('informational', 'For information'), ('none', 'Nobody needs to know')], editable=False, max_length=20, verbose_name='who is told')),
                        ('name', models.CharField(editable=False, max_length=300, verbose_name='name')),
                        ('status', models.CharField(choices=[('accepted', 'Accepted, not yet in the register'), ('approved', 'Approved for a day'), ('effective', 'In the register'), ('cancelled', 'Cancelled')], default='accepted', editable=False, max_length=20, verbose_name='status')),
                        ('decided_at', models.DateTimeField(editable=False, verbose_name='accepted')),
                        ('effective_on', models.DateField(editable=False, null=True, verbose_name='takes effect on')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('decided_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('listing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.listing', verbose_name='listing')),
                        ('reading', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.listreading', verbose_name='version')),
                    ],
                    options={
                        'verbose_name': 'historical change',
                        'verbose_name_plural': 'historical changes',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='listchange_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='listchange_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalListReading',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('read_at', models.DateTimeField(editable=False, verbose_name='read')),
                        ('rows', models.PositiveIntegerField(editable=False, verbose_name='rows')),
                        ('refused', models.PositiveIntegerField(editable=False, verbose_name='rows refused')),
                        ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.listsource', verbose_name='source')),
                    ],
                    options={
                        'verbose_name': 'historical version of a list',
                        'verbose_name_plural': 'historical versions of lists',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='listreading_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='listreading_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalListSource',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=100, verbose_name='name')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('brand', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.brand', verbose_name='brand')),
                    ],
                    options={
                        'verbose_name': 'historical source of lists',
                        'verbose_name_plural': 'historical sources of lists',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='listsource_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='listsource_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalTransfer',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('mechanism', models.CharField(choices=[('none_eea', 'None needed: inside the EEA'), ('adequacy', 'Adequacy decision'), ('adequacy_dpf', 'EU-US Data Privacy Framework'), ('scc_m1', 'Standard contractual clauses, controller to controller'), ('scc_m2', 'Standard contractual clauses, controller to processor'), ('scc_m3', 'Standard contractual clauses, processor to processor'), ('scc_m4', 'Standard contractual clauses, processor to controller'), ('uk_idta', 'UK international data transfer agreement'), ('uk_addendum', 'UK addendum to the clauses'), ('swiss_addendum', 'Swiss addendum to the clauses'), ('bcr_c', 'Binding corporate rules, controller'), ('bcr_p', 'Binding corporate rules, processor'), ('code_of_conduct', 'Code of conduct'), ('certification', 'Certification'), ('ad_hoc_clauses', 'Clauses of our own, authorised'), ('public_body_instrument', 'Instrument between public bodies'), ('art49', 'Derogation (Art. 49)')], max_length=30, verbose_name='mechanism')),
                        ('certified_from', models.DateField(blank=True, null=True, verbose_name='certified from')),
                        ('certified_until', models.DateField(blank=True, null=True, verbose_name='certified until')),
                        ('covers_hr', models.BooleanField(default=False, verbose_name='certified for data of employees')),
                        ('covers_non_hr', models.BooleanField(default=False, verbose_name='certified for other data')),
                        ('authorisation', models.CharField(blank=True, choices=[('specific', 'Specific prior authorisation (option 1)'), ('general', 'General written authorisation (option 2)')], help_text='The option of clause 9 of the standard contractual clauses.', max_length=10, verbose_name='authorisation of subprocessors')),
                        ('notice_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days of notice under clause 9')),
                        ('has_docking_clause', models.BooleanField(default=False, verbose_name='docking clause')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.country', verbose_name='country')),
                        ('decision', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.adequacydecision', verbose_name='adequacy decision')),
                        ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.evidence', verbose_name='document')),
                        ('exporter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.legalentity', verbose_name='exporter')),
                        ('governing_law', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.country', verbose_name='governing law')),
                        ('importer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.thirdparty', verbose_name='importer')),
                        ('listing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.listing', verbose_name='listing')),
                        ('supervisory_authority', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.supervisoryauthority', verbose_name='competent authority')),
                    ],
                    options={
                        'verbose_name': 'historical transfer',
                        'verbose_name_plural': 'historical transfers',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='transfer_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='transfer_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalTransferAssessment',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=0, editable=False)),
                        ('assessed_on', models.DateField(verbose_name='assessed on')),
                        ('review_on', models.DateField(help_text='The last day on which it counts without a new look.', verbose_name='review by')),
                        ('conclusion', models.CharField(choices=[('equivalent', 'Essentially equivalent'), ('with_measures', 'Equivalent with further measures'), ('insufficient', 'Not equivalent')], max_length=20, verbose_name='conclusion')),
                        ('reminded_days', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='last reminded, days before')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField()),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('key_name', models.CharField(max_length=64)),
                        ('sealed', models.BinaryField()),
                        ('covers', models.CharField(max_length=2000)),
                        ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='trail.act')),
                        ('country', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='organisation.country', verbose_name='country')),
                        ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.evidence', verbose_name='document')),
                        ('third_party', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='subprocessors.thirdparty', verbose_name='importer')),
                    ],
                    options={
                        'verbose_name': 'historical transfer impact assessment',
                        'verbose_name_plural': 'historical transfer impact assessments',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                        'constraints': [
                            models.UniqueConstraint(fields=('id', 'version'), name='transferassessment_version_once'),
                        ],
                        'indexes': [
                            models.Index(fields=['act'], name='transferassessment_act'),
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='ListChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('reference', models.CharField(editable=False, max_length=20, unique=True, verbose_name='reference')),
                        ('kind', models.CharField(choices=[('added', 'Added'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('merged', 'Merged'), ('split', 'Split'), ('location_added', 'Location added'), ('location_removed', 'Location removed'), ('location_corrected', 'Location corrected'), ('purpose_changed', 'Purpose changed'), ('optionality_changed', 'Choice of the customer changed'), ('corporate_location_changed', 'Country of establishment changed')], editable=False, max_length=30, verbose_name='kind')),
                        ('found_kind', models.CharField(choices=[('added', 'Added'), ('removed', 'Removed'), ('renamed', 'Renamed'), ('merged', 'Merged'), ('split', 'Split'), ('location_added', 'Location added'), ('location_removed', 'Location removed'), ('location_corrected', 'Location corrected'), ('purpose_changed', 'Purpose changed'), ('optionality_changed', 'Choice of the customer changed'), ('corporate_location_changed', 'Country of establishment changed')], editable=False, max_length=30, verbose_name='read as')),
                        ('materiality', models.CharField(choices=[('notice_required', 'Customers are told first'), ('informational', 'For information'), ('none', 'Nobody needs to know')], editable=False, max_length=20, verbose_name='who is told')),
                        ('name', models.CharField(editable=False, max_length=300, verbose_name='name')),
                        ('before', models.TextField(editable=False, verbose_name='before')),
                        ('after', models.TextField(editable=False, verbose_name='after')),
                        ('wanted', models.TextField(editable=False, verbose_name='what it does to the listing')),
                        ('reason', models.TextField(blank=True, editable=False, verbose_name='reason')),
                        ('status', models.CharField(choices=[('accepted', 'Accepted, not yet in the register'), ('approved', 'Approved for a day'), ('effective', 'In the register'), ('cancelled', 'Cancelled')], default='accepted', editable=False, max_length=20, verbose_name='status')),
                        ('decided_at', models.DateTimeField(editable=False, verbose_name='accepted')),
                        ('effective_on', models.DateField(editable=False, null=True, verbose_name='takes effect on')),
                        ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                        ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='subprocessors.listing', verbose_name='listing')),
                        ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='subprocessors.listreading', verbose_name='version')),
                    ],
                    options={
                        'verbose_name': 'change',
                        'verbose_name_plural': 'changes',
                        'ordering': ['-decided_at', '-pk'],
                        'indexes': [
                            models.Index(fields=['status', 'effective_on', 'id'], name='subprocessors_change_due'),
                            models.Index(fields=['listing', 'status', 'id'], name='subprocessors_change_listing'),
                        ],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['approved', 'effective']), _negated=True), ('effective_on__isnull', False), _connector='OR'), name='subprocessors_listchange_in_force_since_a_day'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicallistchange', name='subprocessors_listchange_has_its_history'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Transfer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('mechanism', models.CharField(choices=[('none_eea', 'None needed: inside the EEA'), ('adequacy', 'Adequacy decision'), ('adequacy_dpf', 'EU-US Data Privacy Framework'), ('scc_m1', 'Standard contractual clauses, controller to controller'), ('scc_m2', 'Standard contractual clauses, controller to processor'), ('scc_m3', 'Standard contractual clauses, processor to processor'), ('scc_m4', 'Standard contractual clauses, processor to controller'), ('uk_idta', 'UK international data transfer agreement'), ('uk_addendum', 'UK addendum to the clauses'), ('swiss_addendum', 'Swiss addendum to the clauses'), ('bcr_c', 'Binding corporate rules, controller'), ('bcr_p', 'Binding corporate rules, processor'), ('code_of_conduct', 'Code of conduct'), ('certification', 'Certification'), ('ad_hoc_clauses', 'Clauses of our own, authorised'), ('public_body_instrument', 'Instrument between public bodies'), ('art49', 'Derogation (Art. 49)')], max_length=30, verbose_name='mechanism')),
                        ('certified_from', models.DateField(blank=True, null=True, verbose_name='certified from')),
                        ('certified_until', models.DateField(blank=True, null=True, verbose_name='certified until')),
                        ('covers_hr', models.BooleanField(default=False, verbose_name='certified for data of employees')),
                        ('covers_non_hr', models.BooleanField(default=False, verbose_name='certified for other data')),
                        ('authorisation', models.CharField(blank=True, choices=[('specific', 'Specific prior authorisation (option 1)'), ('general', 'General written authorisation (option 2)')], help_text='The option of clause 9 of the standard contractual clauses.', max_length=10, verbose_name='authorisation of subprocessors')),
                        ('notice_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days of notice under clause 9')),
                        ('has_docking_clause', models.BooleanField(default=False, verbose_name='docking clause')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.country', verbose_name='country')),
                        ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.adequacydecision', verbose_name='adequacy decision')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subprocessors.evidence', verbose_name='document')),
                        ('exporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.legalentity', verbose_name='exporter')),
                        ('governing_law', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.country', verbose_name='governing law')),
                        ('importer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subprocessors.thirdparty', verbose_name='importer')),
                        ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='subprocessors.listing', verbose_name='listing')),
                        ('supervisory_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.supervisoryauthority', verbose_name='competent authority')),
                    ],
                    options={
                        'verbose_name': 'transfer',
                        'verbose_name_plural': 'transfers',
                        'ordering': ['listing', 'country__name', '-valid_from', '-pk'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('mechanism', 'none_eea'), _negated=True), name='subprocessors_transfer_inside_the_eea_needs_no_record', violation_error_message='Inside the European Economic Area there is no transfer to record.'),
                            models.CheckConstraint(condition=models.Q(models.Q(('authorisation', 'general'), _negated=True), ('notice_days__isnull', False), _connector='OR'), name='subprocessors_transfer_general_authorisation_has_days', violation_error_message='A general authorisation names the days of notice (clause 9, option 2).'),
                            models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='subprocessors_transfer_ends_after_its_start', violation_error_message='It cannot end before it begins: look at both dates.'),
                            models.CheckConstraint(condition=models.Q(('certified_until', None), ('certified_from', None), ('certified_until__gte', models.F('certified_from')), _connector='OR'), name='subprocessors_transfer_certificate_ends_after_its_start', violation_error_message='A certificate cannot end before it begins: look at both dates.'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicaltransfer', name='subprocessors_transfer_has_its_history'),
                            models.CheckConstraint(condition=models.Q(models.Q(('decision__isnull', False), ('mechanism__in', ['adequacy', 'adequacy_dpf'])), models.Q(models.Q(('mechanism__in', ['adequacy', 'adequacy_dpf']), _negated=True), ('decision', None)), _connector='OR'), name='subprocessors_transfer_by_decision_names_it', violation_error_message='Choose the adequacy decision for adequacy, and none for anything else.'),
                            models.CheckConstraint(condition=models.Q(models.Q(('mechanism', 'adequacy_dpf'), _negated=True), models.Q(('certified_from__isnull', False), models.Q(('covers_hr', True), ('covers_non_hr', True), _connector='OR')), _connector='OR'), name='subprocessors_transfer_certified_says_since_when_and_for_what', violation_error_message='For the Data Privacy Framework say from when the importer is certified, and for which data.'),
                            models.CheckConstraint(condition=models.Q(models.Q(('mechanism__in', ['scc_m1', 'scc_m2', 'scc_m3', 'scc_m4', 'ad_hoc_clauses', 'uk_idta', 'uk_addendum', 'swiss_addendum']), _negated=True), ('exporter__isnull', False), _connector='OR'), name='subprocessors_transfer_by_clauses_names_the_exporter', violation_error_message='Clauses have two parties: choose the company that exports the data.'),
                        ],
                        'indexes': [
                            models.Index(fields=['listing', 'country'], name='subprocessors_transfer_of'),
                            models.Index(fields=['decision', 'valid_until'], name='subprocessors_transfer_rests'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='TransferAssessment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', apps.trail.models.VersionField(default=0, editable=False)),
                        ('assessed_on', models.DateField(verbose_name='assessed on')),
                        ('review_on', models.DateField(help_text='The last day on which it counts without a new look.', verbose_name='review by')),
                        ('conclusion', models.CharField(choices=[('equivalent', 'Essentially equivalent'), ('with_measures', 'Equivalent with further measures'), ('insufficient', 'Not equivalent')], max_length=20, verbose_name='conclusion')),
                        ('assessor', models.CharField(max_length=150, verbose_name='assessor')),
                        ('law', models.TextField(verbose_name='law and practice that were looked at')),
                        ('technical', models.TextField(blank=True, verbose_name='technical measures')),
                        ('contractual', models.TextField(blank=True, verbose_name='contractual measures')),
                        ('organisational', models.TextField(blank=True, verbose_name='organisational measures')),
                        ('reminded_days', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='last reminded, days before')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn')),
                        ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.country', verbose_name='country')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subprocessors.evidence', verbose_name='document')),
                        ('third_party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfer_assessments', to='subprocessors.thirdparty', verbose_name='importer')),
                    ],
                    options={
                        'verbose_name': 'transfer impact assessment',
                        'verbose_name_plural': 'transfer impact assessments',
                        'ordering': ['third_party__legal_name', 'country__name', '-assessed_on', '-pk'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('review_on__gt', models.F('assessed_on'))), name='subprocessors_transferassessment_reviewed_after_it_was_made', violation_error_message='The next review comes after the assessment: look at both dates.'),
                            apps.trail.guards.HasHistoryRow(history='subprocessors_historicaltransferassessment', name='subprocessors_transferassessment_has_its_history'),
                        ],
                        'indexes': [
                            models.Index(fields=['third_party', 'country', 'review_on'], name='subprocessors_assessment_of'),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name='historicallisting',
            name='is_hosting',
            field=models.BooleanField(default=False, help_text='It keeps our data on its servers, so it must hold ISO/IEC 27001 and SOC 2 Type II.', verbose_name='hosts data'),
        ),
        migrations.AddField(
            model_name='historicalthirdparty',
            name='stands_for_group',
            field=models.BooleanField(default=False, help_text='An entry such as “Affiliates”: the companies that it stands for are named one by one.', verbose_name='stands for companies of our group'),
        ),
        migrations.AddField(
            model_name='listing',
            name='is_hosting',
            field=models.BooleanField(default=False, help_text='It keeps our data on its servers, so it must hold ISO/IEC 27001 and SOC 2 Type II.', verbose_name='hosts data'),
        ),
        migrations.AddField(
            model_name='thirdparty',
            name='stands_for_group',
            field=models.BooleanField(default=False, help_text='An entry such as “Affiliates”: the companies that it stands for are named one by one.', verbose_name='stands for companies of our group'),
        ),
        migrations.AlterField(
            model_name='historicalthirdparty',
            name='privacy_url',
            field=models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='privacy statement'),
        ),
        migrations.AlterField(
            model_name='historicalthirdparty',
            name='website',
            field=models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='website'),
        ),
        migrations.AlterField(
            model_name='thirdparty',
            name='privacy_url',
            field=models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='privacy statement'),
        ),
        migrations.AlterField(
            model_name='thirdparty',
            name='website',
            field=models.URLField(blank=True, validators=[django.core.validators.URLValidator(schemes=['https', 'http'])], verbose_name='website'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'payment'), _negated=True), ('role__in', ['independent_controller', 'joint_controller']), _connector='OR'), models.Q(models.Q(('role', 'carrier_conduit'), _negated=True), ('kind', 'communications'), _connector='OR'), models.Q(models.Q(('role', 'affiliate_subprocessor'), _negated=True), ('kind', 'affiliate'), _connector='OR')), name='subprocessors_listing_role_fits_its_kind', violation_error_message='This role does not fit the kind of recipient: a payment provider is a controller, only a communications provider is a carrier, and only an affiliate is an affiliate as subprocessor.'),
        ),
    ]
