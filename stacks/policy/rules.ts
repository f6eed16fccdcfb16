/** Every policy rule of this repository. Checkov reads one stack at a time; these rules read the whole stage. */
import type { Rule } from './rule.ts';
import { deadLetterAlarms, eventTargets, queueMappings } from './rules/event-targets.ts';
import { cachesAreFree, keysAreThrottled, stagesAreGuarded } from './rules/firewall.ts';
import { aliasesAreCalled, connectionsSuffice, functionsLog, functionsReachOut } from './rules/functions.ts';
import { keysAdmitTheirUsers, publishersMayUseTheKey } from './rules/keys.ts';
import { agreedNamesExist, alarmsWatchSomething, patternsMatchEvents } from './rules/names.ts';
import { integrations, operationAccess, requestValidation } from './rules/operations.ts';
import { gatewayErrors, preflights, redactedLogs } from './rules/payment-headers.ts';
import { everybodyIsNobody, functionPermissions, servicesActForUs } from './rules/principals.ts';
import {
  endpointIsNoHost,
  recoveryWindows,
  rotation,
  secretLiterals,
  secretOutputs,
  secretSettings,
} from './rules/secrets.ts';
import { outputs, stageInvariants } from './rules/stage-invariants.ts';
import { stateKeys } from './rules/state-keys.ts';
import { connectionsMeet, groupsAreUsed, nothingFromOutside, onlyThroughTheLink } from './rules/ways-in.ts';
import { noEscalation, wildcards } from './rules/wildcards.ts';

export const rules: readonly Rule[] = [
  stateKeys,
  eventTargets,
  queueMappings,
  deadLetterAlarms,
  everybodyIsNobody,
  servicesActForUs,
  functionPermissions,
  secretLiterals,
  secretOutputs,
  secretSettings,
  endpointIsNoHost,
  recoveryWindows,
  preflights,
  gatewayErrors,
  redactedLogs,
  operationAccess,
  onlyThroughTheLink,
  stageInvariants,
  groupsAreUsed,
  connectionsMeet,
  nothingFromOutside,
  keysAdmitTheirUsers,
  publishersMayUseTheKey,
  rotation,
  agreedNamesExist,
  alarmsWatchSomething,
  patternsMatchEvents,
  wildcards,
  noEscalation,
  requestValidation,
  integrations,
  stagesAreGuarded,
  keysAreThrottled,
  connectionsSuffice,
  functionsLog,
  aliasesAreCalled,
  functionsReachOut,
  cachesAreFree,
  outputs,
];
