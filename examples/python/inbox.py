"""The database of the example programs: which events they have taken, and what came of them."""
import os
import sqlite3

# What is counted; other types and versions are skipped, as those that are added later.
COUNTED = {('tasks.task.assigned', 1), ('tasks.task.completed', 1)}


def open_inbox():
    """Opens the file that the environment variable DATABASE names; `with inbox:` is a transaction."""
    inbox = sqlite3.connect(os.environ.get('DATABASE', 'billing.sqlite'), timeout=30)
    inbox.executescript(
        """
        create table if not exists taken (event_id text primary key);
        create table if not exists work (person text, type text, events int, primary key (person, type));
        create table if not exists feed (url text primary key, position int, event_id text, timeline text);
        """
    )
    return inbox


def take(inbox, event):
    """Counts an event for its person, once, however often and whichever way it arrives. The caller commits.

    An event has the fields of the feed: id, type, version and body.
    """
    is_new = inbox.execute('insert or ignore into taken values (?)', [event['id']]).rowcount == 1
    if is_new and (event['type'], event['version']) in COUNTED:
        inbox.execute(
            'insert into work values (?, ?, 1) on conflict do update set events = events + 1',
            [event['body']['assigned_to'], event['type']],
        )
