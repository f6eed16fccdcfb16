/**
 * Values that arguments accept, which the generated bindings do not tell: a list, or a range. Source: argument
 * reference of the AWS provider. Only arguments that the stacks use are listed; every other argument accepts anything
 * here. The file is long because it is data.
 */
type Allowed = readonly string[] | { readonly from: number; readonly to: number } | readonly number[];

const days = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
const tlsPolicies = [
  'TLS_1_0',
  'TLS_1_2',
  ...['1_3', '1_3_FIPS', '1_2_PFS_PQ', '1_2_FIPS_PQ', '1_2_FIPS_PFS_PQ', '1_2_PQ'].map(
    (name) => `SecurityPolicy_TLS13_${name}_2025_09`,
  ),
  'SecurityPolicy_TLS13_1_2_2021_06',
  'SecurityPolicy_TLS13_2025_EDGE',
  'SecurityPolicy_TLS12_PFS_2025_EDGE',
  'SecurityPolicy_TLS12_2018_EDGE',
];
const onOff = ['ENABLED', 'DISABLED'] as const;

/** Resource type → path of the argument, without indices → accepted values. */
export const allowedValues: Readonly<Record<string, Readonly<Record<string, Allowed>>>> = {
  aws_accessanalyzer_analyzer: {
    type: [
      'ACCOUNT',
      'ORGANIZATION',
      'ACCOUNT_UNUSED_ACCESS',
      'ORGANIZATION_UNUSED_ACCESS',
      'ACCOUNT_INTERNAL_ACCESS',
      'ORGANIZATION_INTERNAL_ACCESS',
    ],
  },
  aws_acm_certificate: {
    validation_method: ['DNS', 'EMAIL', 'NONE'],
    'options.certificate_transparency_logging_preference': onOff,
  },
  aws_api_gateway_authorizer: {
    type: ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'],
    authorizer_result_ttl_in_seconds: { from: 0, to: 3600 },
  },
  aws_api_gateway_domain_name: {
    security_policy: tlsPolicies,
    'endpoint_configuration.types': ['EDGE', 'REGIONAL', 'PRIVATE'],
  },
  aws_api_gateway_method_settings: {
    'settings.logging_level': ['OFF', 'ERROR', 'INFO'],
    'settings.unauthorized_cache_control_header_strategy': [
      'FAIL_WITH_403',
      'SUCCEED_WITH_RESPONSE_HEADER',
      'SUCCEED_WITHOUT_RESPONSE_HEADER',
    ],
  },
  aws_api_gateway_rest_api: {
    security_policy: tlsPolicies,
    put_rest_api_mode: ['merge', 'overwrite'],
    api_key_source: ['HEADER', 'AUTHORIZER'],
    'endpoint_configuration.types': ['EDGE', 'REGIONAL', 'PRIVATE'],
  },
  aws_api_gateway_stage: { cache_cluster_size: ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'] },
  aws_api_gateway_usage_plan: { 'quota_settings.period': ['DAY', 'WEEK', 'MONTH'] },
  aws_api_gateway_usage_plan_key: { key_type: ['API_KEY'] },
  aws_appautoscaling_policy: { policy_type: ['StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'] },
  aws_autoscaling_group: { health_check_type: ['EC2', 'ELB'], 'instance_refresh.strategy': ['Rolling'] },
  aws_budgets_budget: {
    budget_type: [
      'COST',
      'USAGE',
      'SAVINGS_PLANS_UTILIZATION',
      'SAVINGS_PLANS_COVERAGE',
      'RI_UTILIZATION',
      'RI_COVERAGE',
    ],
    time_unit: ['MONTHLY', 'QUARTERLY', 'ANNUALLY', 'DAILY'],
    'notification.comparison_operator': ['LESS_THAN', 'EQUAL_TO', 'GREATER_THAN'],
    'notification.notification_type': ['ACTUAL', 'FORECASTED'],
    'notification.threshold_type': ['PERCENTAGE', 'ABSOLUTE_VALUE'],
  },
  aws_ce_anomaly_monitor: {
    monitor_type: ['DIMENSIONAL', 'CUSTOM'],
    monitor_dimension: ['SERVICE', 'LINKED_ACCOUNT', 'TAG', 'COST_CATEGORY'],
  },
  aws_ce_anomaly_subscription: { frequency: ['DAILY', 'IMMEDIATE', 'WEEKLY'], 'subscriber.type': ['SNS', 'EMAIL'] },
  aws_cloudwatch_event_archive: { retention_days: { from: 0, to: 36_500 } },
  aws_cloudwatch_event_rule: { state: ['DISABLED', 'ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] },
  aws_cloudwatch_event_target: {
    'retry_policy.maximum_event_age_in_seconds': { from: 60, to: 86_400 },
    'retry_policy.maximum_retry_attempts': { from: 0, to: 185 },
  },
  aws_cloudwatch_log_group: { retention_in_days: days, log_group_class: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] },
  aws_cloudwatch_metric_alarm: {
    comparison_operator: [
      'GreaterThanOrEqualToThreshold',
      'GreaterThanThreshold',
      'LessThanThreshold',
      'LessThanOrEqualToThreshold',
      'LessThanLowerOrGreaterThanUpperThreshold',
      'LessThanLowerThreshold',
      'GreaterThanUpperThreshold',
    ],
    statistic: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    treat_missing_data: ['missing', 'ignore', 'breaching', 'notBreaching'],
    evaluate_low_sample_count_percentiles: ['ignore', 'evaluate'],
  },
  aws_codedeploy_app: { compute_platform: ['ECS', 'Lambda', 'Server'] },
  aws_codedeploy_deployment_group: {
    'deployment_style.deployment_option': ['WITH_TRAFFIC_CONTROL', 'WITHOUT_TRAFFIC_CONTROL'],
    'deployment_style.deployment_type': ['IN_PLACE', 'BLUE_GREEN'],
    'auto_rollback_configuration.events': [
      'DEPLOYMENT_FAILURE',
      'DEPLOYMENT_STOP_ON_ALARM',
      'DEPLOYMENT_STOP_ON_REQUEST',
    ],
  },
  aws_cognito_user_pool: {
    deletion_protection: ['ACTIVE', 'INACTIVE'],
    mfa_configuration: ['ON', 'OFF', 'OPTIONAL'],
    user_pool_tier: ['LITE', 'ESSENTIALS', 'PLUS'],
    'user_pool_add_ons.advanced_security_mode': ['OFF', 'AUDIT', 'ENFORCED'],
  },
  aws_cognito_user_pool_client: {
    allowed_oauth_flows: ['code', 'implicit', 'client_credentials'],
    prevent_user_existence_errors: ['ENABLED', 'LEGACY'],
  },
  aws_config_config_rule: { 'source.owner': ['AWS', 'CUSTOM_LAMBDA', 'CUSTOM_POLICY'] },
  aws_db_instance: {
    engine: ['postgres'],
    storage_type: ['standard', 'gp2', 'gp3', 'io1', 'io2'],
    backup_retention_period: { from: 0, to: 35 },
    monitoring_interval: [0, 1, 5, 10, 15, 30, 60],
    database_insights_mode: ['standard', 'advanced'],
    enabled_cloudwatch_logs_exports: ['postgresql', 'upgrade', 'iam-db-auth-error'],
  },
  aws_db_parameter_group: { 'parameter.apply_method': ['immediate', 'pending-reboot'] },
  aws_db_proxy: {
    engine_family: ['MYSQL', 'POSTGRESQL', 'SQLSERVER'],
    default_auth_scheme: ['NONE', 'IAM_AUTH'],
    idle_client_timeout: { from: 1, to: 28_800 },
  },
  aws_db_proxy_default_target_group: {
    'connection_pool_config.max_connections_percent': { from: 1, to: 100 },
    'connection_pool_config.connection_borrow_timeout': { from: 0, to: 3600 },
  },
  aws_dynamodb_table: { billing_mode: ['PROVISIONED', 'PAY_PER_REQUEST'] },
  aws_ecr_repository: {
    image_tag_mutability: ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'],
    'encryption_configuration.encryption_type': ['AES256', 'KMS', 'KMS_DSSE'],
  },
  aws_ecr_registry_scanning_configuration: {
    scan_type: ['BASIC', 'ENHANCED'],
    'rule.scan_frequency': ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL'],
    'rule.repository_filter.filter_type': ['WILDCARD'],
  },
  aws_ecs_cluster: { 'configuration.execute_command_configuration.logging': ['NONE', 'DEFAULT', 'OVERRIDE'] },
  aws_ecs_cluster_capacity_providers: {
    capacity_providers: ['FARGATE', 'FARGATE_SPOT'],
    'default_capacity_provider_strategy.capacity_provider': ['FARGATE', 'FARGATE_SPOT'],
  },
  aws_ecs_service: {
    'capacity_provider_strategy.capacity_provider': ['FARGATE', 'FARGATE_SPOT'],
    launch_type: ['EC2', 'FARGATE', 'EXTERNAL'],
    propagate_tags: ['SERVICE', 'TASK_DEFINITION', 'NONE'],
    availability_zone_rebalancing: onOff,
    scheduling_strategy: ['REPLICA', 'DAEMON'],
  },
  aws_ecs_task_definition: {
    network_mode: ['none', 'bridge', 'awsvpc', 'host'],
    requires_compatibilities: ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'],
    'runtime_platform.cpu_architecture': ['X86_64', 'ARM64'],
    cpu: ['256', '512', '1024', '2048', '4096', '8192', '16384'],
  },
  aws_flow_log: {
    traffic_type: ['ACCEPT', 'REJECT', 'ALL'],
    log_destination_type: ['cloud-watch-logs', 's3', 'kinesis-data-firehose'],
    max_aggregation_interval: [60, 600],
  },
  aws_guardduty_detector: { finding_publishing_frequency: ['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'] },
  aws_guardduty_detector_feature: {
    name: [
      'S3_DATA_EVENTS',
      'EKS_AUDIT_LOGS',
      'EBS_MALWARE_PROTECTION',
      'RDS_LOGIN_EVENTS',
      'EKS_RUNTIME_MONITORING',
      'LAMBDA_NETWORK_LOGS',
      'RUNTIME_MONITORING',
    ],
    'additional_configuration.name': ['EKS_ADDON_MANAGEMENT', 'ECS_FARGATE_AGENT_MANAGEMENT', 'EC2_AGENT_MANAGEMENT'],
    status: onOff,
    'additional_configuration.status': onOff,
  },
  aws_iam_role: { max_session_duration: { from: 3600, to: 43_200 } },
  aws_inspector2_enabler: { resource_types: ['EC2', 'ECR', 'LAMBDA', 'LAMBDA_CODE', 'CODE_REPOSITORY'] },
  aws_kinesis_firehose_delivery_stream: {
    destination: [
      'extended_s3',
      'redshift',
      'elasticsearch',
      'splunk',
      'http_endpoint',
      'opensearch',
      'opensearchserverless',
      'snowflake',
      'iceberg',
    ],
    'server_side_encryption.key_type': ['AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'],
    'extended_s3_configuration.compression_format': ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'],
  },
  aws_kms_key: { deletion_window_in_days: { from: 7, to: 30 }, rotation_period_in_days: { from: 90, to: 2560 } },
  aws_lambda_code_signing_config: { 'policies.untrusted_artifact_on_deployment': ['Warn', 'Enforce'] },
  aws_lambda_event_source_mapping: {
    function_response_types: ['ReportBatchItemFailures'],
    maximum_batching_window_in_seconds: { from: 0, to: 300 },
    batch_size: { from: 1, to: 10_000 },
    'scaling_config.maximum_concurrency': { from: 2, to: 1000 },
  },
  aws_lambda_function: {
    architectures: ['x86_64', 'arm64'],
    runtime: ['nodejs22.x', 'nodejs24.x'],
    memory_size: { from: 128, to: 10_240 },
    timeout: { from: 1, to: 900 },
    package_type: ['Zip', 'Image'],
    'tracing_config.mode': ['Active', 'PassThrough'],
    'logging_config.log_format': ['JSON', 'Text'],
    'logging_config.application_log_level': ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
    'logging_config.system_log_level': ['DEBUG', 'INFO', 'WARN'],
  },
  aws_launch_template: {
    'metadata_options.http_tokens': ['optional', 'required'],
    'metadata_options.http_endpoint': ['enabled', 'disabled'],
    'block_device_mappings.ebs.volume_type': ['standard', 'gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1'],
  },
  aws_lb: {
    load_balancer_type: ['application', 'network', 'gateway'],
    desync_mitigation_mode: ['monitor', 'defensive', 'strictest'],
    ip_address_type: ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'],
  },
  aws_lb_listener: {
    protocol: ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC'],
    'default_action.type': [
      'forward',
      'redirect',
      'fixed-response',
      'authenticate-cognito',
      'authenticate-oidc',
      'jwt-validation',
    ],
  },
  aws_lb_target_group: {
    target_type: ['instance', 'ip', 'lambda', 'alb'],
    protocol: ['GENEVE', 'HTTP', 'HTTPS', 'TCP', 'TCP_UDP', 'TLS', 'UDP', 'QUIC', 'TCP_QUIC'],
  },
  aws_route53_record: {
    type: [
      'A',
      'AAAA',
      'CAA',
      'CNAME',
      'DS',
      'HTTPS',
      'MX',
      'NAPTR',
      'NS',
      'PTR',
      'SOA',
      'SPF',
      'SRV',
      'SSHFP',
      'SVCB',
      'TLSA',
      'TXT',
    ],
  },
  aws_s3_bucket_lifecycle_configuration: {
    'rule.status': ['Enabled', 'Disabled'],
    'rule.transition.storage_class': [
      'GLACIER',
      'STANDARD_IA',
      'ONEZONE_IA',
      'INTELLIGENT_TIERING',
      'DEEP_ARCHIVE',
      'GLACIER_IR',
    ],
  },
  aws_s3_bucket_object_lock_configuration: { 'rule.default_retention.mode': ['COMPLIANCE', 'GOVERNANCE'] },
  aws_s3_bucket_ownership_controls: {
    'rule.object_ownership': ['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced'],
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    'rule.apply_server_side_encryption_by_default.sse_algorithm': ['AES256', 'aws:kms', 'aws:kms:dsse'],
  },
  aws_s3_bucket_versioning: { 'versioning_configuration.status': ['Enabled', 'Suspended', 'Disabled'] },
  aws_schemas_schema: { type: ['OpenApi3', 'JSONSchemaDraft4'] },
  aws_secretsmanager_secret: { recovery_window_in_days: [0, ...Array.from({ length: 24 }, (_, index) => index + 7)] },
  aws_signer_signing_profile: { 'signature_validity_period.type': ['DAYS', 'MONTHS', 'YEARS'] },
  aws_sns_topic_subscription: {
    protocol: ['sqs', 'sms', 'lambda', 'firehose', 'application', 'email', 'email-json', 'http', 'https'],
  },
  aws_sqs_queue: {
    visibility_timeout_seconds: { from: 0, to: 43_200 },
    message_retention_seconds: { from: 60, to: 1_209_600 },
    receive_wait_time_seconds: { from: 0, to: 20 },
    kms_data_key_reuse_period_seconds: { from: 60, to: 86_400 },
  },
  aws_vpc_endpoint: {
    vpc_endpoint_type: ['Gateway', 'GatewayLoadBalancer', 'Interface', 'Resource', 'ServiceNetwork'],
  },
  aws_wafv2_ip_set: { scope: ['CLOUDFRONT', 'REGIONAL'], ip_address_version: ['IPV4', 'IPV6'] },
  aws_wafv2_web_acl: {
    scope: ['CLOUDFRONT', 'REGIONAL'],
    'custom_response_body.content_type': ['TEXT_PLAIN', 'TEXT_HTML', 'APPLICATION_JSON'],
    'association_config.request_body.api_gateway.default_size_inspection_limit': ['KB_16', 'KB_32', 'KB_48', 'KB_64'],
  },
  aws_wafv2_web_acl_logging_configuration: {
    'logging_filter.default_behavior': ['KEEP', 'DROP'],
    'logging_filter.filter.behavior': ['KEEP', 'DROP'],
    'logging_filter.filter.requirement': ['MEETS_ALL', 'MEETS_ANY'],
    'logging_filter.filter.condition.action_condition.action': [
      'ALLOW',
      'BLOCK',
      'COUNT',
      'CAPTCHA',
      'CHALLENGE',
      'EXCLUDED_AS_COUNT',
    ],
  },
};

/** The complaint about a value, in the words of the provider, or `undefined` for an accepted value. */
export function refusalOf(type: string, path: string, value: unknown): string | undefined {
  const allowed = allowedValues[type]?.[path];
  if (allowed === undefined) return undefined;
  if ('from' in allowed)
    return Number(value) >= allowed.from && Number(value) <= allowed.to
      ? undefined
      : `expected ${path} to be in the range (${allowed.from} - ${allowed.to}), got ${String(value)}`;
  const held = Array.isArray(value) ? value : [value];
  const wrong = held.filter((each) => !allowed.some((one) => String(one) === String(each)));
  return wrong.length === 0
    ? undefined
    : `expected ${path} to be one of ${allowed.join(', ')}, got ${wrong.map(String).join(', ')}`;
}
