import { connectEvents } from '@ates/messaging';
import { createService, readConfigurationOrExit } from '@ates/platform';
import { AppModule } from './app.module.js';
import { TasksConfiguration } from './config.js';

const configuration = readConfigurationOrExit(TasksConfiguration);

const description = {
  name: 'tasks',
  title: 'aTES Tasks',
  description: "The company's tasks. Each new task is assigned to a random performer.",
};
const app = await createService(AppModule.forRoot(configuration), description, configuration);
connectEvents(app);
await app.startAllMicroservices();
await app.listen(configuration.PORT, configuration.HOST);
