"""Visitors who all ask for one address, and a worker beside them: a program of its own, ``python -m tests.faults.visitors``.

It sends the form so many times, each from a place and with a page of its own, and deals with what was asked meanwhile.
"""

import sys

import django

django.setup()

from django.test import Client  # noqa: E402 - the apps are loaded first

from apps.organisation.models import Brand  # noqa: E402
from apps.publications import services  # noqa: E402
from tests.publications.mail import filled_in  # noqa: E402

if __name__ == "__main__":
    number, times = int(sys.argv[1]), int(sys.argv[2])
    brand, answers = Brand.objects.get(key="acme"), set()
    for time in range(times):
        client = Client(REMOTE_ADDR=f"10.{number}.{time // 250}.{time % 250}", headers={"host": "localhost"})
        answer = client.post("/acme/subscribe/", filled_in(brand, "ada@example.org"))
        answers.add((answer.status_code, answer.headers["Location"], answer.content))
        if time % 10 == 0:
            services.take_sign_ups()
    services.take_sign_ups()
    print(answers)
