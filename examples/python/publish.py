"""Publishes an event for the service that this program stands in for:

    publish.py auth.user.deleted '{"user_id": "6f1f6f5e-3f0c-4e0c-9f57-0f5cf2b0a111"}' [id of the event]

AMQP_URL: the broker, with a user that may publish for the service (docs/integrating.md, "Publish")

An event that is published again with its id takes effect once. docs/events has the schema of each event.
"""
import datetime
import json
import os
import sys
import time
import uuid

import pika

ATTEMPTS = 5


def publish(parameters, routing_key, body, event_id):
    """Returns once the broker has stored the event. Raises an AMQPError if it refuses, or doesn't answer."""
    connection = pika.BlockingConnection(parameters)
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(
            routing_key.split('.')[0] + '.events',
            routing_key,
            json.dumps(body),
            pika.BasicProperties(
                message_id=event_id,
                # The broker verifies it, and consumers only accept users that may publish for the service.
                user_id=parameters.credentials.username,
                content_type='application/json',
                delivery_mode=2,
            ),
        )
    finally:
        if connection.is_open:
            connection.close()


_, routing_key, text, *given = sys.argv
body = {'timestamp': datetime.datetime.now(datetime.timezone.utc).isoformat(), **json.loads(text)}
event_id = given[0] if given else str(uuid.uuid4())
for attempt in range(1, ATTEMPTS + 1):
    try:
        publish(pika.URLParameters(os.environ['AMQP_URL']), routing_key, body, event_id)
        break
    except (pika.exceptions.AMQPConnectionError, pika.exceptions.NackError) as error:
        print('not published yet:', repr(error), file=sys.stderr)
        if attempt == ATTEMPTS:
            sys.exit(1)
        # With the same id, because the event may have been stored although its confirmation was lost.
        time.sleep(attempt)
    except pika.exceptions.AMQPChannelError as error:
        sys.exit(f'refused: {error!r}')
print('published', event_id)
