import { ApiHeader } from '@nestjs/swagger';

/** Documents that a route takes an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any unique text, such as a UUID: the same request under the same key is done once.',
  });
