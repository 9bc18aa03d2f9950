import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '#libs/common';

/** Provides the configuration that was read at boot. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
