import { scope } from '../../access.ts';
import { agentRegistered } from '../events/agent-registered.ts';
import { route } from '../../route.ts';
import { Agent, RegisterAgentRequest } from '../schemas/agent.ts';

export const registerAgent = route({
  id: 'register-agent',
  method: 'POST',
  path: '/agents',
  aliases: ['/register-agent'],
  summary: 'Register an agent: its DID, skills, metrics, Solana programs and endpoints',
  body: RegisterAgentRequest,
  responses: { 201: Agent },
  revised: true,
  problems: [
    'agent-exists',
    'challenge-unknown',
    'proof-of-control-invalid',
    'did-unresolvable',
    'payout-account-unavailable',
  ],
  access: scope('registry/agents.write'),
  challenge: 'register-agent',
  emits: [agentRegistered],
  needs: ['database', 'solana', 'facilitatorKey', 'web'],
  runtime: { memoryMb: 512, timeoutSeconds: 25 },
});
