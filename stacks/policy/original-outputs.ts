/** Outputs that docs/requirements.md asks for by name, with the stack that publishes each. */
export const originalOutputs: readonly { readonly name: string; readonly stack: string }[] = [
  { name: 'ecs_cluster_arn', stack: 'compute' },
  { name: 'rds_endpoint', stack: 'data' },
  { name: 'api_gateway_url', stack: 'api' },
  { name: 'lambda_zk_verifier_arn', stack: 'functions' },
  { name: 'ecr_repository_url', stack: 'cicd' },
];
