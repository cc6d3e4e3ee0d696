import amqp from 'amqplib';
import { nothing } from './fault.js';

/** Works on a channel of the operator or a service; returns once everything published is confirmed. */
export async function onBroker<Result>(
  url: string,
  work: (channel: amqp.ConfirmChannel) => Promise<Result>,
): Promise<Result> {
  const connection = await amqp.connect(url);
  connection.on('error', nothing);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', nothing);
    const result = await work(channel);
    await channel.waitForConfirms();
    return result;
  } finally {
    await connection.close();
  }
}
