import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import type { OpenApi, Operation } from './operations.js';

/** What came back. */
export interface FuzzedAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What must never reach a client: SQL, stacks, paths, names of our insides. */
const INSIDES =
  /\b(SELECT|INSERT INTO|UPDATE) .*\b(FROM|SET|VALUES)\b|\n\s+at |node_modules|\.(ts|js):\d+|QueryFailed|pg_catalog|tenant_id"?\s*=|relation "|SQLSTATE/;

/** The altered address is not the operation's any more. */
const ELSEWHERE = new Set(['method_not_allowed', 'uri_too_long', 'invalid_request']);

/** Compares answers with what the OpenAPI document declares. */
export class Judge {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false });
  private readonly validators = new Map<object, ValidateFunction>();

  constructor(document: OpenApi) {
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
  }

  /** @returns what is wrong with the answer; nothing where all is well */
  fault({ method, path, responses }: Operation, { status, type, text }: FuzzedAnswer): string | undefined {
    const where = `${method} ${path} → ${status}`;
    if (status >= 500) return `${where}: ${text.slice(0, 300)}`;
    if (INSIDES.test(text)) return `${where} tells of our insides`;
    const code = /"code":"(\w+)"/.exec(text)?.[1] ?? '';
    if (ELSEWHERE.has(code)) return undefined;
    const declared = responses[String(status)];
    if (!declared) return `${where} is not declared (${code || text.slice(0, 80)})`;
    if (!declared.content) return text && status === 204 ? `${where} has a body` : undefined;
    const media = type.split(';', 1)[0];
    const content = declared.content[media];
    if (!content) return `${where} is ${media || 'of no type'}, not ${Object.keys(declared.content).join()}`;
    if (!content.schema || !/json$/.test(media)) return undefined;
    const validate = this.validatorOf(content.schema);
    if (media.endsWith('ndjson') || validate(JSON.parse(text))) return undefined;
    return `${where} is not as declared: ${this.ajv.errorsText(validate.errors)}`;
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.validators.get(schema);
    if (known) return known;
    const text = JSON.stringify(schema).replaceAll('"#/', '"openapi#/');
    const validator = this.ajv.compile(JSON.parse(text) as object);
    this.validators.set(schema, validator);
    return validator;
  }
}
