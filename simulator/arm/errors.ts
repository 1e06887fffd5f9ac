/** What the handler answers. */
export interface ArmResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An error in Azure Resource Manager's shape.
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export function armError(status: number, code: string, message: string): ArmResponse {
  return { status, body: { error: { code, message } } };
}

export const methodNotAllowed = (method: string): ArmResponse =>
  armError(405, 'MethodNotAllowed', `The http method '${method}' is not supported for this resource.`);

export const missingApiVersion = (): ArmResponse =>
  armError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );

export const invalidApiVersion = (version: string): ArmResponse =>
  armError(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${version}' is invalid. The supported versions are dates such as '2023-06-01', with or without '-preview'.`,
  );

export const subscriptionNotFound = (subscription: string): ArmResponse =>
  armError(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);

export const resourceGroupNotFound = (group: string): ArmResponse =>
  armError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);

export const resourceNotFound = (type: string, name: string, group: string): ArmResponse =>
  armError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );

/** The provider's own words for a child that its parent does not have. */
export const childNotFound = (code: string, name: string): ArmResponse =>
  armError(404, code, `A resource with (name/id) ${name} was not found beneath its parent.`);

export const invalidResourceType = (type: string): ArmResponse =>
  armError(404, 'InvalidResourceType', `The resource type '${type}' could not be found in its namespace.`);

export const managementGroupNotFound = (name: string): ArmResponse =>
  armError(404, 'NotFound', `'/providers/Microsoft.Management/managementGroups/${name}' not found`);

export const authorizationFailed = (action: string, scope: string): ArmResponse =>
  armError(
    403,
    'AuthorizationFailed',
    `The client does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );

export const badFilter = (filter: string, because: string): ArmResponse =>
  armError(400, 'BMSUserErrorInvalidInput', `Input provided for the call is invalid. $filter "${filter}": ${because}`);

export const badSkipToken = (token: string): ArmResponse =>
  armError(400, 'InvalidSkipToken', `The skip token '${token}' is not one that this list has given.`);
