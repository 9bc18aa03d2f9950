export type JsonFaultCode =
  | 'invalid_json'
  | 'invalid_utf8'
  | 'duplicate_key'
  | 'too_deep'
  | 'invalid_unicode'
  | 'number_out_of_range'
  | 'batch_too_large'
  | 'event_too_large'
  | 'invalid_value';

/** Why a document, or one item of it, is refused. A value and no Error: a body may bring a fault with every other byte. */
export class JsonFault {
  /** @param pointer RFC 6901 pointer to the member or value at fault; empty where the document itself is */
  constructor(
    readonly code: JsonFaultCode,
    readonly detail: string,
    readonly pointer = '',
  ) {}
}

/** A value kept as its text: checked, but never turned into doubles, so that its numbers stay as they were written. */
export class RawJson {
  /** @param expansion characters that PostgreSQL writes for the text's numbers beyond those that stand here */
  constructor(
    readonly text: string,
    readonly kind: 'object' | 'array' | 'scalar',
    readonly expansion = 0,
  ) {}
}

/** Stands where an item with a fault stood, so that its neighbours can be taken. */
export class FaultyItem {
  /** @param value the item so far as it could be read: good for its uid, not for storing */
  constructor(
    readonly fault: JsonFault,
    readonly value: unknown,
  ) {}
}
