import { ApiExtension } from '@nestjs/swagger';

/** Extension that holds further media types until the document is made, because Nest supports one schema per body. */
export const ALSO_TAKES = 'x-also-takes';

/** Documents further media types of a body, each with its OpenAPI media type object. */
export const ApiAlsoTakes = (content: Record<string, object>) => ApiExtension(ALSO_TAKES, content);
