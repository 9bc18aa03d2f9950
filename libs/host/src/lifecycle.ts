import { Injectable } from '@nestjs/common';

/** Whether the process is draining. */
@Injectable()
export class Lifecycle {
  draining = false;
}
