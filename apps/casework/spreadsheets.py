from apps.backoffice.spreadsheets import *
