import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Tracer } from './tracer.js';

/** The process's tracer. It is closed after all work has ended. */
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
