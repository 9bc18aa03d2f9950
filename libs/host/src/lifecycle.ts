import { Injectable } from '@nestjs/common';

/** Whether the service is still taking requests. */
@Injectable()
export class Lifecycle {
  draining = false;
}
