import { ApiAcceptedResponse } from '@nestjs/swagger';
import { AcceptedIngestView } from './ingestions.dto.js';

/** Documents the answer to `Prefer: respond-async`. */
export const ApiAccepted = () =>
  ApiAcceptedResponse({
    type: AcceptedIngestView,
    description:
      'With `Prefer: respond-async`: accepted and committed; the events are stored later. `Location` is the address of the result.',
    headers: {
      Location: {
        schema: { type: 'string', example: '/v1/ingestions/5f0c8f9e-6f0b-4b57-9d6f-0d6f1f0c8f9e' },
      },
      'Preference-Applied': { schema: { type: 'string', example: 'respond-async' } },
    },
  });
