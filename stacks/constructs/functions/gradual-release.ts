import { CodedeployApp } from '@cdktf/provider-aws/lib/codedeploy-app/index.js';
import { CodedeployDeploymentGroup } from '@cdktf/provider-aws/lib/codedeploy-deployment-group/index.js';
import { Construct } from 'constructs';
import { ServiceRole } from '../identity-and-keys/service-role.ts';
import { stageStackOf } from '../stage-stack.ts';

/** A function whose alias CodeDeploy moves, and the alarms that roll a new version back. */
type ReleasedFunction = {
  /** Id of the route or consumer. */
  readonly id: string;
  /** Full name of the function. */
  readonly name: string;
  readonly arn: string;
  readonly alarmNames: readonly string[];
};

/**
 * Moves aliases to new versions with CodeDeploy: 10 % of the calls for five minutes, then all of them. An alarm of the
 * function moves the alias back to the old version. `stacks/delivery/release.ts` starts a release after Terraform has
 * applied the functions stack.
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

  /** Adds a deployment group for a function, and permits CodeDeploy to move its alias. */
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
