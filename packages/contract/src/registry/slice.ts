import { slice } from '../slice.ts';
import { agentRegistered } from './events/agent-registered.ts';
import { capabilitiesChanged } from './events/capabilities-changed.ts';
import { problems } from './problems.ts';
import { createChallenge } from './routes/create-challenge.ts';
import { exportAgents } from './routes/export-agents.ts';
import { getAgent } from './routes/get-agent.ts';
import { getCapabilities } from './routes/get-capabilities.ts';
import { listAgents } from './routes/list-agents.ts';
import { listSkills } from './routes/list-skills.ts';
import { patchCapabilities } from './routes/patch-capabilities.ts';
import { putCapabilities } from './routes/put-capabilities.ts';
import { registerAgent } from './routes/register-agent.ts';

export const registry = slice({
  id: 'registry',
  tag: 'agents',
  summary: 'Agents register, publish their capabilities, and are found by clients.',
  routes: [
    createChallenge,
    exportAgents,
    getAgent,
    getCapabilities,
    listAgents,
    listSkills,
    patchCapabilities,
    putCapabilities,
    registerAgent,
  ],
  events: [agentRegistered, capabilitiesChanged],
  problems,
});
