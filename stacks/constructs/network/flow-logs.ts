import { FlowLog } from '@cdktf/provider-aws/lib/flow-log/index.js';
import { Construct } from 'constructs';
import { EncryptedLogGroup } from '../observability/encrypted-log-group.ts';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

type FlowLogsProps = {
  /** Name of the network. The log group becomes `/pos/<stage>/flow-logs/<name>`. */
  readonly name: string;
  readonly vpcId: string;
  /** ARN of the key that encrypts the log group, in the region of the network. */
  readonly keyArn: string;
  /** Region of the network. Default: the region of the stage. */
  readonly region?: string;
};

/** Logs every accepted and refused connection of a VPC to an encrypted log group. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { name, vpcId, keyArn, region }: FlowLogsProps) {
    super(scope, id);
    const where = region === undefined ? {} : { region };
    const stack = stageStackOf(this);
    const group = new EncryptedLogGroup(this, 'group', {
      name: `/pos/${stack.stage.name}/flow-logs/${name}`,
      keyArn,
      ...where,
    });
    const role = new ServiceRole(this, 'role', {
      name: `${name}-flow-logs`,
      service: 'vpc-flow-logs.amazonaws.com',
      description: 'Writes VPC flow logs',
    });
    group.grantWrite(role);
    role.allow({ actions: ['logs:DescribeLogStreams'], resources: [`${group.arn}:*`] });
    new FlowLog(this, 'log', {
      ...where,
      vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
    });
  }
}
