"""Receives the events of tasks from RabbitMQ, in a queue of its own, and counts each one once.

AMQP_URL: the broker, with a user that an operator created (docs/integrating.md, "Your own queue")
DATABASE: the file for what it has counted, by default billing.sqlite
"""
import hashlib
import json
import os
import sys
import time

import pika
from inbox import open_inbox, take

EXCHANGE, QUEUE, ROUTING_KEY = 'tasks.events', 'billing.tasks', 'tasks.task.#'


def event_of(delivery, properties, body):
    """Returns the event of a message; without an id, messages with the same content are the same event."""
    return {
        'id': properties.message_id or hashlib.sha256(delivery.routing_key.encode() + body).hexdigest(),
        'type': delivery.routing_key,
        'version': int((properties.headers or {}).get('schema-version', 1)),
        'body': json.loads(body),
    }


def consume(channel, inbox):
    """Takes events until the connection is lost. The queue keeps those that arrive in the meantime."""
    channel.exchange_declare(EXCHANGE, passive=True)
    channel.queue_declare(QUEUE, durable=True)
    channel.queue_bind(QUEUE, EXCHANGE, ROUTING_KEY)
    channel.basic_qos(prefetch_count=100)
    print('consuming', QUEUE, flush=True)
    for delivery, properties, body in channel.consume(QUEUE):
        try:
            with inbox:
                take(inbox, event_of(delivery, properties, body))
        except (ValueError, KeyError, TypeError) as error:
            print('refused', delivery.routing_key, body[:1000], repr(error), file=sys.stderr, flush=True)
            channel.basic_reject(delivery.delivery_tag, requeue=False)
        else:
            # Only once it is committed: what isn't acknowledged is delivered again, and then changes nothing.
            channel.basic_ack(delivery.delivery_tag)


inbox = open_inbox()
while True:
    try:
        consume(pika.BlockingConnection(pika.URLParameters(os.environ['AMQP_URL'])).channel(), inbox)
    except pika.exceptions.AMQPConnectionError as error:
        print('not connected:', repr(error), file=sys.stderr, flush=True)
        time.sleep(5)
