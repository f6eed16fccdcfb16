import { openApiOf, type OpenApiDocument } from '@pos/contract/derive/open-api.ts';
import { SLICES } from '@pos/contract/slices.ts';
import { API_VERSION } from '@pos/contract/version.ts';

/** The OpenAPI document of the registry at `publicUrl`, with the token endpoint `tokenUrl`. */
export const openApiDocument = (publicUrl: string, tokenUrl: string): OpenApiDocument =>
  openApiOf(SLICES, { serverUrl: publicUrl, tokenUrl, version: API_VERSION });
