import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Tracer } from './tracer.js';

/** The process's tracer, for whoever begins a piece of work. Closed when nothing is worked on any more. */
@Global()
@Module({})
export class TracingModule implements OnApplicationShutdown {
  constructor(private readonly tracer: Tracer) {}

  static with(tracer: Tracer): DynamicModule {
    return { module: TracingModule, providers: [{ provide: Tracer, useValue: tracer }], exports: [Tracer] };
  }

  onApplicationShutdown(): Promise<void> {
    return this.tracer.close();
  }
}
