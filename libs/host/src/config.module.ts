import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from '#libs/common';

/** The configuration that was read at boot, for everybody. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
