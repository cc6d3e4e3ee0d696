import { brokerUrls, userOf } from './broker-urls.js';

describe('AMQP_URL', () => {
  it('names one node, or those of a cluster', () => {
    expect(brokerUrls('amqp://tasks:secret@one')).toEqual(['amqp://tasks:secret@one']);
    expect(brokerUrls('amqp://tasks:secret@one:5672, amqp://tasks:secret@two:5673/ates')).toEqual([
      'amqp://tasks:secret@one:5672',
      'amqp://tasks:secret@two:5673/ates',
    ]);
  });

  it('has one user for all nodes', () => {
    expect(userOf('amqp://ta%2Fsks:secret@one:5672,amqp://ta%2Fsks:secret@two:5672')).toBe('ta/sks');
    expect(userOf('amqp://one')).toBe('guest');
  });
});
