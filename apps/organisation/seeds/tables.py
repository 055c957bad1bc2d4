"""The privacy statement in its own words: services and data (3.1), sources (3.2), purposes (2.2), offices (15)."""

from typing import NamedTuple

from ..choices import LawfulBasis


class ServiceRow(NamedTuple):
    """A row of the table in 3.1. ``wordings``: by category, how the table puts it where it has another name there."""

    brand: str
    key: str
    name: str
    categories: tuple[str, ...]
    description: str = ""
    optional: tuple[str, ...] = ()
    wordings: dict[str, str] = {}
    note: str = ""


class PurposeRow(NamedTuple):
    """A purpose of 2.2. ``is_stated``: whether the statement itself gives the basis; else it is proposed."""

    key: str
    text: str
    basis: LawfulBasis
    is_stated: bool
    reason: str

    @property
    def note(self) -> str:
        """Where the basis is from."""
        if self.is_stated:
            return f"The basis is stated (2.1): {self.reason}"
        return f"The basis is proposed, as the statement does not say: {self.reason} Confirm with counsel."


#: Country, name, time zone where the country has one alone, and whether it has one supervisory authority alone.
OFFICES = (
    ("NL", "Amsterdam", "Europe/Amsterdam", True),
    ("US", "USA", "", False),
    ("SG", "Singapore", "Asia/Singapore", True),
    ("DE", "Germany", "Europe/Berlin", False),
    ("CN", "China", "Asia/Shanghai", False),
    ("CO", "Colombia", "America/Bogota", True),
    ("AU", "Australia", "", True),
    ("GB", "UK", "Europe/London", True),
)

MEETING, GUEST = "Meeting information", "Guest information"

#: Key, name, definition: of customers and visitors first (3.1), then of end users per service (the table in 3.1).
CATEGORIES = (
    (
        "personal-identifiers",
        "Personal identifiers",
        (
            "Name, contact details such as business address, phone number, and email address, financial information, "
            "gender (optional), and signature (subject to our business interactions)."
        ),
    ),
    (
        "employment-information",
        "Employment or professional information",
        "Information that relates to your employment or profession, the company you work for, and your job title.",
    ),
    (
        "financial-information",
        "Financial information",
        (
            "Payment and billing information, such as billing name and related address, bank account number, or "
            "credit card information."
        ),
    ),
    (
        "commercial-information",
        "Commercial information",
        (
            "Your interest in products, your use of services, platforms, and account dashboards, and any of our web "
            "pages you visit."
        ),
    ),
    (
        "internet-activity-information",
        "Internet activity information",
        (
            "Data about your device and browser, time zone setting, web pages visited, products you view or search "
            "for, page response times, download errors, length of visits to certain pages, page interaction "
            "information, internet protocol (IP) address used to connect your computer to the internet, use of "
            "cookies, pixels, or similar technologies."
        ),
    ),
    (
        "location-related-information",
        "Location related information",
        (
            "Your and/or your End User's IP address, business address, and service traffic related metadata such as "
            "the routing path and terminating carriers."
        ),
    ),
    (
        "support-interaction-information",
        "Support interaction information",
        "The phone number you use with our Customer Support team, and the recording of the call where it is recorded.",
    ),
    ("phone-number", "Phone number", ""),
    (
        "traffic-data",
        "Traffic data",
        (
            "Data that is processed for the purpose of transmitting communications, such as routing data, and data "
            "about the date, time, and duration of the communication."
        ),
    ),
    (
        "location-related-data",
        "Location related data",
        (
            "Data with which the geographical position of the carrier or the communication equipment can be "
            "determined on the basis of the supplier used."
        ),
    ),
    ("communication-content", "Communication content", ""),
    ("communication-content-recordings", "Communication content recordings", ""),
    (
        "identification-and-contact-data",
        "Identification and contact data",
        "name, email address, and other demographic and segment data provided by you",
    ),
    (
        "it-information",
        "IT information",
        "IP addresses, usage data, cookies data, online navigation data, location data, browser data",
    ),
    ("customer-agent-data", "Customer agent data", ""),
    ("service-channel-data", "Service/channel specific data", ""),
    ("email-address", "Email address", ""),
    ("channel-identification", "Channel identification", ""),
    ("preferred-channel", "Preferred channel of communication", ""),
    ("ip-address", "IP address", ""),
    ("name", "Name", ""),
    ("job-title", "Job title", ""),
    ("meeting-date", "Meeting date", MEETING),
    ("meeting-description", "Meeting description", MEETING),
    ("meeting-review", "Meeting review", MEETING),
    ("meeting-wrap-up", "Meeting wrap-up", MEETING),
    ("meeting-recording", "Audio and/or video recording of the meeting", MEETING),
    ("guest-name", "Guest name", GUEST),
    ("guest-email", "Guest email", GUEST),
    ("guest-phone", "Guest phone", GUEST),
)

SERVICES = (
    ServiceRow(
        "messagebird",
        "sms",
        "SMS",
        ("phone-number", "traffic-data", "location-related-data", "communication-content"),
    ),
    ServiceRow(
        "messagebird",
        "voice",
        "Voice",
        ("phone-number", "traffic-data", "location-related-data", "communication-content-recordings"),
        optional=("communication-content-recordings",),
    ),
    ServiceRow(
        "sparkpost",
        "email-services",
        "Email Services",
        ("identification-and-contact-data", "it-information", "communication-content"),
        note="The table names no brand. The statement covers the services of SparkPost, which has accounts of its own "
        "(8.1), and this is the one row that they can be. Confirm whether MessageBird offers them too.",
    ),
    ServiceRow(
        "messagebird",
        "numbers",
        "Numbers",
        (),
        description="Local Numbers, Short Codes, Programmable Numbers API. None. Please take the additional service "
        "into account that is used in combination with the Numbers service, such as Voice or SMS, to get the correct "
        "understanding of personal data involved, as applicable to you.",
    ),
    ServiceRow("messagebird", "inbox", "Inbox", ("customer-agent-data", "service-channel-data")),
    ServiceRow(
        "messagebird",
        "flow-builder",
        "Flow Builder",
        ("email-address", "phone-number", "channel-identification", "service-channel-data"),
        wordings={
            "channel-identification": "channel ID contained in Flow Builder invocations created by the customer",
        },
    ),
    ServiceRow(
        "24sessions",
        "video-engagement-platform",
        "Video Engagement Platform",
        (
            *("meeting-date", "meeting-description", "meeting-review", "meeting-wrap-up", "meeting-recording"),
            *("guest-name", "guest-email", "ip-address", "guest-phone"),
        ),
        optional=("meeting-review", "meeting-wrap-up", "meeting-recording", "guest-phone"),
        note="The table names no brand. The statement covers the services of 24sessions, whose meetings by video these "
        "are. Confirm.",
    ),
    ServiceRow(
        "messagebird",
        "omnichannel-widget",
        "Omnichannel Widget",
        (
            *("email-address", "phone-number", "channel-identification", "preferred-channel", "ip-address"),
            "traffic-data",
        ),
        wordings={"preferred-channel": "prefered channel of communication"},
    ),
    ServiceRow(
        "messagebird",
        "conversation-channels",
        "Conversation Channels",
        ("phone-number", "channel-identification", "traffic-data", "communication-content"),
        description="WhatsApp for Business, Google Business Messages, Facebook Messenger, Instagram, Line, Twitter, "
        "Viber, WeChat",
    ),
    ServiceRow(
        "pusher",
        "push-notifications",
        "Push Notifications",
        ("ip-address", "traffic-data", "communication-content"),
        description="Pusher RTC Channels Service and Pusher Beams Service",
        note="The table names Pusher itself.",
    ),
    ServiceRow("messagebird", "cdp", "CDP", ("name", "email-address", "job-title", "ip-address")),
)

SOURCES = (
    (
        "business-information-providers",
        "Third party service providers of business information",
        (
            "Email addresses, the company an individual works for, job titles, phone numbers, and URLs of LinkedIn "
            "profiles, for direct marketing, targeted advertising, and event promotion."
        ),
    ),
    (
        "social-media-providers",
        "Third party social media providers",
        "Such as Google, Twitter, and Facebook, depending on the privacy settings of the person there.",
    ),
    (
        "services-and-connectors",
        "Third party services & connectors",
        "Contact data, activities and event data of a service that the customer connects, for the connector alone.",
    ),
    (
        "colleagues",
        "Someone else working for your company",
        "A name, job title, email address, or phone number that a colleague provides.",
    ),
)

CONSENT, CONTRACT, OBLIGATION, INTEREST = (
    LawfulBasis.CONSENT,
    LawfulBasis.CONTRACT,
    LawfulBasis.LEGAL_OBLIGATION,
    LawfulBasis.LEGITIMATE_INTEREST,
)

PURPOSES = (
    PurposeRow(
        "promotion",
        "To promote the use of our services in accordance with your marketing preferences.",
        CONSENT,
        False,
        "it rests direct marketing to existing customers on a legitimate interest, and is silent on everybody else.",
    ),
    PurposeRow(
        "information",
        "To share relevant information about our products and services in accordance with your marketing preferences, "
        "including important notifications about the services.",
        INTEREST,
        True,
        "a legitimate interest is to keep people updated on information regarding the services, and direct marketing "
        "to existing customers on an opt-out basis.",
    ),
    PurposeRow(
        "account",
        "To create an account connected to you and the company you represent.",
        CONTRACT,
        False,
        "an account is made when the Terms or an order form are accepted (1).",
    ),
    PurposeRow(
        "identity",
        "To verify your identity.",
        INTEREST,
        False,
        "no law that demands it is named, so it takes an assessment, and people may object.",
    ),
    PurposeRow(
        "use",
        "To facilitate access and use of the services in line with the Terms.",
        CONTRACT,
        True,
        "performance of a contract includes the provision of the services.",
    ),
    PurposeRow(
        "billing",
        "Finance and billing, including fulfilling financial obligations such as paying taxes and ensuring invoices "
        "are paid.",
        OBLIGATION,
        True,
        "legal obligations include retaining customer account data and financial data. Collecting a payment as such is "
        "performance of a contract.",
    ),
    PurposeRow(
        "support",
        "To provide customer support and communicate with you about your account.",
        CONTRACT,
        False,
        "support is part of the provision of the services.",
    ),
    PurposeRow(
        "analysis",
        "To analyze usage of our products and services.",
        CONSENT,
        False,
        "no service depends on it, and on the websites it is opt-in (9.1).",
    ),
    PurposeRow(
        "transmission",
        "For the transmission of information over the services; defining communications processing priority, routing "
        "configurations, and optimizing infrastructure.",
        CONTRACT,
        True,
        "performance of a contract includes the provision of the services.",
    ),
    PurposeRow(
        "compliance",
        "To enforce compliance with the Terms and applicable law.",
        INTEREST,
        False,
        "no law that demands it is named, so it takes an assessment, and people may object.",
    ),
    PurposeRow(
        "security",
        "To keep our site and your account safe and secure.",
        OBLIGATION,
        True,
        "legal obligations include preventing misuse of the services, and ensuring their integrity and security (7.1).",
    ),
    PurposeRow(
        "fraud",
        "To detect, prevent, and combat fraudulent or unlawful activity.",
        OBLIGATION,
        True,
        "legal obligations include preventing misuse of the services. What goes beyond that needs a basis of its own.",
    ),
    PurposeRow(
        "protection",
        "To protect the rights, property, or safety of us, you, our other customers, or any other third party.",
        INTEREST,
        False,
        "it serves interests of the office and of others, so it takes an assessment, and people may object.",
    ),
    PurposeRow(
        "legal",
        "To meet legal requirements, including complying with court orders, valid discovery requests, valid subpoenas, "
        "and other appropriate legal mechanisms.",
        OBLIGATION,
        True,
        "legal obligations include cooperating with formal disclosure requests.",
    ),
    PurposeRow(
        "surveys",
        "To conduct questionnaires and surveys in order to provide better services to you, our other customers, and "
        "End Users; provided, however your participation in and completion of any questionnaires is always voluntary.",
        CONSENT,
        False,
        "taking part is always voluntary.",
    ),
)
