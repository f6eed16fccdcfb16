import { isRawResponse, type RouteDeclaration } from '../../../packages/contract/src/route.ts';
import { headerFor, type SliceGenerator } from './slice-generator.ts';
import { loaderMap, type Loader } from './loader-map.ts';

const isStream = ({ responses }: RouteDeclaration): boolean =>
  Object.values(responses).some((response) => isRawResponse(response) && response.contentType === 'text/event-stream');

const loaderOf = (slice: string, kind: 'routes' | 'consumers', id: string): Loader => ({
  id,
  load: ['() =>', `import('@pos/${slice}/${kind}/${id}.ts')`],
});

/** The implementations of routes and consumers. A map without one of them, or with another's, does not compile. */
export const functionHandlers: SliceGenerator = (slices) => {
  const routes = (streams: boolean): readonly Loader[] =>
    slices.flatMap(({ id: slice, routes: declared = [] }) =>
      declared.filter((route) => isStream(route) === streams).map(({ id }) => loaderOf(slice, 'routes', id)),
    );
  const consumers = slices.flatMap(({ id: slice, consumers: declared = [] }) =>
    declared.map(({ id }) => loaderOf(slice, 'consumers', id)),
  );
  const content = [
    `${headerFor('the slices')}import type { ConsumerHandlers, RouteHandlers, StreamHandlers } from './handlers.ts';\n`,
    loaderMap('ROUTE_HANDLERS: RouteHandlers', routes(false)),
    loaderMap('STREAM_HANDLERS: StreamHandlers', routes(true)),
    loaderMap('CONSUMER_HANDLERS: ConsumerHandlers', consumers),
  ].join('\n');
  return [{ path: 'packages/functions/src/handlers.generated.ts', content }];
};
