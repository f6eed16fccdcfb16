import type { Contract } from '../contract.ts';
import type { EventDeclaration } from '../event.ts';
import type { RouteDeclaration } from '../route.ts';
import { answerSchemas, withheldFields } from './withheld-fields.ts';

function faultsOfRoute(route: RouteDeclaration): readonly string[] {
  const fields = answerSchemas(route).flatMap(withheldFields);
  const { id, discloses } = route;
  const beyond = fields.filter(({ visibility }) => discloses === undefined || visibility !== discloses.to);
  return [
    ...beyond.map(({ pointer, visibility }) =>
      visibility === 'operator'
        ? `The route ${id} answers with ${pointer}, which never leaves the registry: take it out of the answer.`
        : `The route ${id} answers with ${pointer}, which is for subjects: take it out of the answer, or declare with \`discloses\` how the route knows that its caller is a subject.`,
    ),
    ...(discloses !== undefined && fields.length === 0
      ? [`The route ${id} declares \`discloses\`, but its answers are public: delete that member.`]
      : []),
    ...(discloses !== undefined && route.cacheSeconds !== undefined
      ? [`The route ${id} answers subjects and lets caches keep the answer: delete \`cacheSeconds\`.`]
      : []),
  ];
}

/** `/properties/<name>` is a member of the detail itself. The feed leaves out such members and looks no deeper. */
const isMember = (pointer: string): boolean => /^\/properties\/[^/]+$/.test(pointer);

const faultsOfEvent = ({ id, detail }: EventDeclaration): readonly string[] =>
  withheldFields(detail)
    .filter(({ pointer }) => !isMember(pointer))
    .map(
      ({ pointer }) =>
        `The event ${id} has ${pointer}, which is not public, inside another member: make it a member of the detail itself.`,
    );

/** One sentence for each answer or event that would show a field to others than its declared audience. */
export const visibilityFaults = ({ routes, events }: Pick<Contract, 'routes' | 'events'>): readonly string[] => [
  ...Object.values(routes).flatMap(faultsOfRoute),
  ...Object.values(events).flatMap(faultsOfEvent),
];
