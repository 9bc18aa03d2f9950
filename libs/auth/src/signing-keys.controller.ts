import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can, type Principal, Who } from '#libs/access';
import { ApiProblems, OPTIONAL_JSON_BODY, ReadsBody } from '#libs/common';
import { RotatedKeysView, RotateKeys } from './signing-keys.dto.js';
import { SigningKeys } from './signing-keys.service.js';

@ApiTags('Signing keys')
@Controller('v1/signing-keys')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Post('rotate')
  @Can('tenants:write')
  @ReadsBody(OPTIONAL_JSON_BODY)
  @ApiOperation({
    summary: 'Sign access tokens with a new key (platform staff)',
    description:
      'Keys before it verify until their last tokens are over; `/.well-known/jwks.json` shows all.',
  })
  @ApiBody({ type: RotateKeys, required: false })
  @ApiCreatedResponse({ type: RotatedKeysView })
  @ApiProblems('unknown_field', 'invalid_type')
  rotate(@Who() principal: Principal, @Body() body: RotateKeys) {
    return this.keys.rotate(principal, body);
  }
}
