/**
 * Version of the HTTP API and of the events, by the rules of docs/api-stability.md. The local system and the cloud publish
 * it as `info.version`.
 */
export const API_VERSION = '0.2.0';

/** Name of the API in OpenAPI and at its index. */
export const API_TITLE = 'Proof-of-Service Agent Registry';
