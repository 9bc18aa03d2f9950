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

/** Why a document, or one item of it, is rejected. A value and not an Error, because a body may cause many faults. */
export class JsonFault {
  /** @param pointer RFC 6901 pointer to the faulty member or value; empty for the document itself */
  constructor(
    readonly code: JsonFaultCode,
    readonly detail: string,
    readonly pointer = '',
  ) {}
}

/** A value kept as its text: checked, but never converted to doubles, so that its numbers stay as written. */
export class RawJson {
  /** Its size as PostgreSQL returns it, where that was measured already; exact only up to the limit. Bytes. */
  storedBytes?: number;

  /** @param expansion characters that PostgreSQL writes for the text's numbers, beyond those in the text */
  constructor(
    readonly text: string,
    readonly kind: 'object' | 'array' | 'scalar',
    readonly expansion = 0,
  ) {}
}

/** Replaces an item that has a fault, so that the other items can be processed. */
export class FaultyItem {
  /** @param value the readable part of the item, for its uid only */
  constructor(
    readonly fault: JsonFault,
    readonly value: unknown,
  ) {}
}
