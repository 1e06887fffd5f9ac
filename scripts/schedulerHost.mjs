/**
 * host.json of an app whose runs are kept by a Durable Task Scheduler and not by the host's storage account. What the storage provider
 * alone understands goes; extension bundles have the other provider from 4.32.0 on.
 * @see https://learn.microsoft.com/azure/durable-task/scheduler/develop-with-durable-task-scheduler
 */
export function schedulerHost(text) {
  const host = JSON.parse(text);
  host.extensions.durableTask = {
    ...host.extensions.durableTask,
    hubName: '%TASKHUB_NAME%',
    storageProvider: {
      type: 'azureManaged',
      connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
    },
  };
  host.extensionBundle = { ...host.extensionBundle, version: '[4.32.0, 5.0.0)' };
  return `${JSON.stringify(host, undefined, 2)}\n`;
}
