// Reference of P6 and P7: the usual way with Nest, Express, passport and TypeORM's repositories.
import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Injectable,
  Module,
  NotFoundException,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Put,
  Query,
  Req,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { serve, settings } from '../program.mjs';
import { Assignment, OutboxMessage, Person, Price, Task } from './tasks.entities.js';

interface Settings {
  databaseUrl: string;
  issuer: string;
  publicKey: JsonWebKey;
}

const { databaseUrl, issuer, publicKey } = settings() as Settings;

interface SignedInRequest {
  user: { id: string };
}

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: createPublicKey({ key: publicKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
      algorithms: ['RS256'],
      issuer,
      audience: 'urn:ates:api',
    });
  }

  validate({ sub }: { sub: string }): { id: string } {
    return { id: sub };
  }
}

const relations = { author: true, performer: true, price: true } as const;

@Injectable()
class TasksService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async one(id: string): Promise<Task> {
    const task = await this.dataSource.getRepository(Task).findOne({ where: { id }, relations });
    if (!task) {
      throw new NotFoundException();
    }
    return task;
  }

  newest(limit: number): Promise<Task[]> {
    return this.dataSource.getRepository(Task).find({ relations, order: { id: 'DESC' }, take: limit });
  }

  create(authorId: string, description: string): Promise<Task> {
    return this.dataSource.transaction(async (manager) => {
      const performer = await drawPerformer(manager);
      const now = new Date();
      const id = uuidv7();
      await manager.insert(Task, {
        id,
        description,
        author: { id: authorId },
        performer: { id: performer.id },
        createdAt: now,
        changedAt: now,
        assignedAt: now,
      });
      const about = { task_uuid: id, timestamp: now.toISOString() };
      const assigned = addEvent('tasks.task.assigned', { ...about, assigned_to: performer.id });
      await manager.insert(Assignment, {
        id: assigned.id,
        taskId: id,
        performerId: performer.id,
        assignedAt: now,
      });
      await manager.insert(OutboxMessage, [
        addEvent('tasks.task.changed', about),
        addEvent('tasks.task.changed', { ...about, title: description }),
        assigned,
      ]);
      return manager.findOneOrFail(Task, { where: { id }, relations });
    });
  }

  complete(id: string, performerId: string): Promise<Task> {
    return this.dataSource.transaction(async (manager) => {
      const task = await manager.findOne(Task, { where: { id }, lock: { mode: 'pessimistic_write' } });
      const now = new Date();
      const { affected } = await manager.update(
        Task,
        { id, performer: { id: performerId } },
        { completedAt: now },
      );
      if (!task || task.completedAt !== null || affected === 0) {
        throw new ConflictException();
      }
      const body = { task_uuid: id, assigned_to: performerId, timestamp: now.toISOString() };
      await manager.insert(OutboxMessage, addEvent('tasks.task.completed', body));
      return manager.findOneOrFail(Task, { where: { id }, relations });
    });
  }
}

const addEvent = (type: string, body: object) => ({ id: uuidv7(), type, version: 1, body });

const drawPerformer = (manager: EntityManager): Promise<Person> =>
  manager
    .createQueryBuilder(Person, 'person')
    .where('person.isKnown and not person.isDeleted and not person.roles && :roles', {
      roles: ['administrator', 'manager'],
    })
    .orderBy('random()')
    .limit(1)
    .getOneOrFail();

@UseGuards(AuthGuard('jwt'))
@Controller('tasks')
class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  async list(@Query('limit', ParseIntPipe) limit: number): Promise<{ items: object[] }> {
    return { items: (await this.tasks.newest(limit)).map(shown) };
  }

  @Get(':uuid')
  async one(@Param('uuid', ParseUUIDPipe) uuid: string): Promise<object> {
    return shown(await this.tasks.one(uuid));
  }

  @Post()
  @HttpCode(201)
  async create(
    @Req() { user }: SignedInRequest,
    @Body() { description }: { description: string },
  ): Promise<object> {
    return shown(await this.tasks.create(user.id, description));
  }

  @Put(':uuid/complete')
  async complete(
    @Req() { user }: SignedInRequest,
    @Param('uuid', ParseUUIDPipe) uuid: string,
  ): Promise<object> {
    return shown(await this.tasks.complete(uuid, user.id));
  }
}

const shown = ({ id, jiraId, author, performer, price, ...task }: Task): object => ({
  uuid: id,
  description: task.description,
  jira_id: jiraId,
  title: task.title,
  status: statusOf(task.completedAt, price),
  author: { uuid: author.id, name: author.name },
  assigned_to: { uuid: performer.id, name: performer.name },
  waits_for_performer: false,
  created_at: task.createdAt,
  changed_at: task.changedAt,
  assigned_at: task.assignedAt,
  completed_at: task.completedAt,
  fee: price ? Number(price.fee) : null,
  reward: price ? Number(price.reward) : null,
  currency: price?.currency ?? null,
});

const statusOf = (completedAt: Date | null, price: Price | null): string => {
  if (completedAt) {
    return 'completed';
  }
  return price ? 'open' : 'saving';
};

@Module({
  imports: [
    PassportModule,
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: databaseUrl,
      entities: [Person, Price, Task, Assignment, OutboxMessage],
    }),
  ],
  controllers: [TasksController],
  providers: [TasksService, JwtStrategy],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
serve({ url: await app.getUrl() });
