import { CodedeployApp } from '@cdktf/provider-aws/lib/codedeploy-app/index.js';
import { CodedeployDeploymentGroup } from '@cdktf/provider-aws/lib/codedeploy-deployment-group/index.js';
import { Construct } from 'constructs';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

/** A function's alias, and the alarms that take a new version back. */
export type ReleasedFunction = {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly alarmNames: readonly string[];
};

/**
 * Moves aliases to new versions by CodeDeploy: a tenth of the calls for five minutes, then all, or back to the old version
 * as soon as an alarm of the function rises. `stacks/delivery/release.ts` starts it after functions were applied.
 */
export class GradualRelease extends Construct {
  readonly applicationName: string;
  readonly #role: ServiceRole;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = stageStackOf(this);
    this.#role = new ServiceRole(this, 'role', {
      name: 'release',
      service: 'codedeploy.amazonaws.com',
      description: 'Moves the aliases of functions to new versions',
    });
    this.#role.allow({
      actions: ['cloudwatch:DescribeAlarms'],
      resources: [stack.arnOf('cloudwatch', `alarm:${stack.named('*')}`)],
    });
    this.applicationName = new CodedeployApp(this, 'application', {
      name: stack.named('functions'),
      computePlatform: 'Lambda',
    }).name;
  }

  add({ id, name, arn, alarmNames }: ReleasedFunction): void {
    this.#role.allow({
      actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
      resources: [arn, `${arn}:*`],
    });
    new CodedeployDeploymentGroup(this, id, {
      appName: this.applicationName,
      deploymentGroupName: name,
      serviceRoleArn: this.#role.arn,
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: [...alarmNames] },
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    });
  }
}
