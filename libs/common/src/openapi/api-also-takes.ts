import { ApiExtension } from '@nestjs/swagger';

/** Where the documentation of further media types waits until the document is made: Nest knows one schema per body. */
export const ALSO_TAKES = 'x-also-takes';

/** Documents media types that a body may have beside its own, each with its OpenAPI media type object. */
export const ApiAlsoTakes = (content: Record<string, object>) => ApiExtension(ALSO_TAKES, content);
