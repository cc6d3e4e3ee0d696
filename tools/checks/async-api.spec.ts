import { Ajv } from 'ajv';
import specifications from '@asyncapi/specs';
import { brokerTopology, findEventContract, matchesPattern, producerOf } from '@ates/contracts';
import { asyncApi, mismatches, referredTo } from '../../test/support/async-api.js';

const messages = Object.entries(asyncApi.components.messages);

describe('docs/asyncapi.json (S2)', () => {
  it('is valid AsyncAPI 3.0', () => {
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      specifications.schemasWithoutId['3.0.0'],
    );
    expect(validate(asyncApi) ? [] : validate.errors).toEqual([]);
  });

  it('refers only to parts that it has', () => {
    const references = [...JSON.stringify(asyncApi).matchAll(/"\$ref":"([^"]+)"/g)];
    const dangling = references
      .map(([, $ref = '']) => $ref)
      .filter(($ref) => referredTo({ $ref }) === undefined);
    expect(references.length).toBeGreaterThan(0);
    expect(dangling).toEqual([]);
  });

  it.each(messages)(
    'describes %s, with an example that matches its schema and the contract',
    (name, message) => {
      expect(message.summary).toMatch(/^[A-Z]/);
      expect(message.examples).not.toEqual([]);
      const [, type = '', version = ''] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
      for (const { headers, payload } of message.examples) {
        expect(mismatches(message.headers, headers)).toEqual([]);
        expect(mismatches(message.payload, payload)).toEqual([]);
        expect(findEventContract(type, Number(version))?.body.parse(payload)).toEqual(payload);
      }
    },
  );

  it('tells the versions of an event apart by their headers', () => {
    const of = (name: string): object => asyncApi.components.messages[name]?.headers ?? {};
    const [first, second] = [of('tasks.task.changed.v1'), of('tasks.task.changed.v2')];
    const accepted = (headers: object) =>
      [first, second].map((schema) => mismatches(schema, headers).length === 0);
    expect(accepted({ 'schema-version': '1' })).toEqual([true, false]);
    expect(accepted({ 'schema-version': '2' })).toEqual([false, true]);
    expect(accepted({})).toEqual([true, false]);
  });

  it('has a channel for each routing key, in the exchange of its producer', () => {
    const declared = brokerTopology()
      .bindings.filter((binding) => binding.destination_type === 'exchange')
      .map(({ source, routing_key: key }): [string, string] => [key, source]);
    const channels = Object.values(asyncApi.channels).map(({ address, bindings }): [string, string] => [
      address,
      bindings.amqp.exchange.name,
    ]);
    expect(Object.fromEntries(channels)).toEqual(Object.fromEntries(declared));
  });

  it('has an operation for each service that sends or receives an event', () => {
    const operations = Object.values(asyncApi.operations).map(({ action, channel, tags, ...rest }) => ({
      action,
      service: tags[0]?.name,
      type: (referredTo(channel) as { address: string }).address,
      queue: rest['x-queue']?.name,
    }));
    const types = Object.keys(asyncApi.channels);
    const bindings = brokerTopology().bindings.filter(
      ({ routing_key: key, destination_type: kind }) => kind === 'queue' && key !== '',
    );
    expect(operations).toEqual([
      ...types.map((type) => ({ action: 'send', service: producerOf(type), type, queue: undefined })),
      ...bindings.flatMap(({ destination, routing_key: pattern }) =>
        types
          .filter((type) => matchesPattern(pattern, type))
          .map((type) => ({ action: 'receive', service: producerOf(destination), type, queue: destination })),
      ),
    ]);
  });
});
