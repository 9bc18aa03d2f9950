const EXAMPLE = {
  specversion: '1.0',
  id: '0192f7c4-8a2e-7c31-b7d5-2f6e1c9a4b11',
  source: '/halls/3/sensor-1',
  type: 'temperature.measured',
  datacontenttype: 'application/json',
  data: { celsius: 21.5, battery: 0.83 },
  line: 'a-7',
};

const SCHEMA = {
  type: 'object',
  description: 'CloudEvents 1.0.2, JSON format.',
  required: ['specversion', 'id', 'source', 'type'],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    id: { type: 'string', description: 'Becomes `event_uid`.' },
    source: {
      type: 'string',
      format: 'uri-reference',
      description: 'Its last path segment becomes `device_uid`; kept whole as `source`.',
    },
    type: { type: 'string' },
    time: { type: ['string', 'null'], format: 'date-time', description: 'Becomes `occurred_at`.' },
    datacontenttype: { type: ['string', 'null'] },
    dataschema: { type: ['string', 'null'] },
    subject: { type: ['string', 'null'] },
    data: {
      description: 'Becomes `payload`: an object as it stands, anything else as `{"data": …}`.',
    },
    data_base64: {
      type: ['string', 'null'],
      description:
        'Judged by `datacontenttype`: JSON and texts are read, all else becomes `{"data_base64": …}`.',
    },
  },
  propertyNames: { pattern: '^([a-z0-9]+|data_base64)$' },
  additionalProperties: {
    description: 'Extension attributes, texts, integers or booleans; kept as `extensions`.',
  },
};

export const STRUCTURED = {
  'application/cloudevents+json': { schema: SCHEMA, example: EXAMPLE },
};

export const BATCHED = {
  'application/cloudevents-batch+json': {
    // `unevaluatedItems` is `items` by another name (JSON Schema 2020-12). With `items`, openapi-python-client writes
    // an `isinstance` check of a generic list, which raises a TypeError for every body of this operation.
    schema: { type: 'array', maxItems: 1000, unevaluatedItems: SCHEMA },
    example: [EXAMPLE],
  },
};

export const CLOUDEVENTS_TEXT =
  'CloudEvents 1.0 are taken too: in structured mode, in batches, and in binary mode (attributes as `ce-…` headers, ' +
  'data of any media type as the body). `subject`, `dataschema`, a `datacontenttype` other than JSON and extension ' +
  'attributes are kept as `extensions`.';
