/** Arguments of the AWS CLI that start the migration task in the private subnets of the stage. */
export const migrationCommand = (of: {
  readonly cluster: string;
  readonly task: string;
  readonly group: string;
  readonly subnets: string;
}): readonly string[] => [
  'ecs',
  'run-task',
  '--cluster',
  of.cluster,
  '--task-definition',
  of.task,
  '--launch-type',
  'FARGATE',
  '--network-configuration',
  `awsvpcConfiguration={subnets=[${of.subnets}],securityGroups=[${of.group}],assignPublicIp=DISABLED}`,
];
