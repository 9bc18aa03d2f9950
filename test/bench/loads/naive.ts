import 'reflect-metadata';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsDateString,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Column, Entity, Index, PrimaryGeneratedColumn, Repository } from 'typeorm';

/**
 * A server as a tutorial would write it: ValidationPipe, an entity, `repository.save` for each event. It has the same
 * columns and as many indexes, but no tenants, devices, idempotency or row level security.
 */
@Entity('naive_events')
@Index(['event_uid'], { unique: true })
@Index(['device_uid'])
@Index(['type'])
@Index(['occurred_at'])
class NaiveEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id: string;
  @Column('text') event_uid: string;
  @Column('text') device_uid: string;
  @Column('text') type: string;
  @Column('timestamptz') occurred_at: Date;
  @Column('timestamptz', { default: () => 'now()' }) received_at: Date;
  @Column('jsonb') payload: object;
}

class EventDto {
  @IsString() @MaxLength(128) event_uid: string;
  @IsString() @MaxLength(128) device_uid: string;
  @IsString() @MaxLength(128) type: string;
  @IsOptional() @IsDateString() occurred_at: string;
  @IsObject() payload: object;
}

class BatchDto {
  @IsArray() @ValidateNested({ each: true }) @Type(() => EventDto) events: EventDto[];
}

@Controller('v1/events')
class NaiveController {
  constructor(@InjectRepository(NaiveEvent) private readonly events: Repository<NaiveEvent>) {}

  @Post()
  async create(@Body() dto: EventDto) {
    return this.events.save(dto as unknown as NaiveEvent);
  }

  @Post('batch')
  async createMany(@Body() dto: BatchDto) {
    for (const event of dto.events) await this.events.save(event as unknown as NaiveEvent);
    return { created: dto.events.length };
  }
}

/** @param ownerUrl connection URL of a role that may create its table */
export async function startNaive(ownerUrl: string): Promise<string> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: ownerUrl, entities: [NaiveEvent], synchronize: true }),
      TypeOrmModule.forFeature([NaiveEvent]),
    ],
    controllers: [NaiveController],
  })
  class NaiveModule {}
  const app = await NestFactory.create(NaiveModule, new FastifyAdapter({ bodyLimit: 10_000_000 }), {
    logger: false,
  });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}
