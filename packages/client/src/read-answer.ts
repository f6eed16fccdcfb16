import { parseJson, requestIdOf, type Answer } from './answer.ts';
import type { CallableRoute } from './callable-route.ts';
import { MisfitError, readShape, type Shape } from './domain/shape.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { readRefusal } from './read-refusal.ts';

function valueOf(route: CallableRoute, shape: Shape, response: Response, text: string): unknown {
  try {
    return readShape(shape, parseJson(text));
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    throw new UnexpectedAnswerError(
      `The answer of ${route.id} does not fit the contract at ${error.message}. Check baseUrl, and update the client`,
      { status: response.status, requestId: requestIdOf(response), cause: error },
    );
  }
}

/**
 * Reads a response. A refusal is decided by its status, so a code that this client does not know is a refusal too.
 * Throws {@link UnexpectedAnswerError} for a success without a declared member, and for a success with a status that the
 * route does not declare.
 */
export function readAnswer(route: CallableRoute, response: Response, text: string, now: Date): Answer {
  const { status, headers } = response;
  if (status >= 400) return readRefusal(response, text, now);
  const requestId = requestIdOf(response);
  const shape = route.answers[status];
  if (shape === undefined)
    throw new UnexpectedAnswerError(
      `${route.id} answered with a status that this client does not know. Update the client`,
      {
        status,
        requestId,
      },
    );
  const value = shape === 'text' ? text : valueOf(route, shape, response, text);
  return { ok: true, status, value, headers, requestId };
}
