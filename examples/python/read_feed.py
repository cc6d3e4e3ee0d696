"""Reads the event feed of Tasks over HTTP from where it stopped, and counts each event once. Needs nothing but Python.

FEED_URL:  such as http://localhost:4300/api/tasks/events
TOKEN_URL: such as http://localhost:4300/api/auth/oidc/token
CLIENT_ID, CLIENT_SECRET: of a client with the scope events:read (docs/integrating.md, "Get a token")
DATABASE:  the file for its position and for what it has counted, by default billing.sqlite

With --once it ends at the end of the feed: that completes what consume.py has missed before its queue existed.
"""
import base64
import json
import os
import sys
import time
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from inbox import open_inbox, take

FEED_URL, TOKEN_URL = os.environ['FEED_URL'], os.environ['TOKEN_URL']
ONCE = '--once' in sys.argv


def ask(url, authorization, form=None):
    """Returns the JSON that a GET, or a POST of a form, answers."""
    with urlopen(Request(url, form, {'authorization': authorization}), timeout=60) as response:
        return json.load(response)


def new_token():
    """Returns an access token for a few minutes, and when to replace it."""
    credentials = ':'.join(quote(os.environ[key], safe='') for key in ('CLIENT_ID', 'CLIENT_SECRET'))
    form = urlencode({'grant_type': 'client_credentials', 'scope': 'events:read'}).encode()
    answer = ask(TOKEN_URL, 'Basic ' + base64.b64encode(credentials.encode()).decode(), form)
    return answer['access_token'], time.monotonic() + answer['expires_in'] / 2


def keep(inbox, position, event_id, timeline):
    """Keeps where to read on. The caller commits."""
    inbox.execute('insert or replace into feed values (?, ?, ?, ?)', [FEED_URL, position, event_id, timeline])


def read_page(inbox, token):
    """Takes the next page in one transaction with its position; returns whether the feed has more."""
    where = inbox.execute('select position, event_id, timeline from feed where url = ?', [FEED_URL]).fetchone()
    position, event_id, timeline = where or (0, None, None)
    query = {'after': position, 'limit': 1000, 'wait': 0 if ONCE else 30}
    page = ask(f'{FEED_URL}?{urlencode(query | ({"after_id": event_id} if event_id else {}))}', 'Bearer ' + token)
    if timeline and page.get('timeline') != timeline:
        # The producer was restored, and positions may belong to other events. Known events change nothing.
        with inbox:
            keep(inbox, 0, None, page.get('timeline'))
        return True
    with inbox:
        for event in page['events']:
            take(inbox, event)
            position, event_id = event['position'], event['id']
        keep(inbox, position, event_id, page.get('timeline'))
    return position < page['last_position']


inbox, token, replace_at = open_inbox(), '', 0
while True:
    try:
        if time.monotonic() >= replace_at:
            token, replace_at = new_token()
        if not read_page(inbox, token) and ONCE:
            break
    except HTTPError as error:
        if error.code == 409:  # feed-rewound
            with inbox:
                keep(inbox, 0, None, None)
        elif error.code in (429, 503):
            time.sleep(int(error.headers.get('retry-after', 1)))
        elif error.code == 401 and token:  # no longer valid; a second refusal ends the program
            token, replace_at = '', 0
        else:
            raise
    except OSError as error:
        print('no answer:', repr(error), file=sys.stderr, flush=True)
        time.sleep(5)
