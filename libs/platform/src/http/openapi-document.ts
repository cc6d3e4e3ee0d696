import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { describeOperations } from './derived-documentation.js';
import { problemSchemas } from './documentation.js';
import { describeNulls } from './null-documentation.js';
import { describeRefusals } from './refusal-documentation.js';

/**
 * The OpenAPI document of a service, as it answers at `/docs-json`: routes, named schemas, and for each route who may use it
 * and every problem it returns. Also works on an application that was only created for a preview.
 */
export function openApiDocument(
  app: INestApplication,
  { title, description }: { title: string; description: string },
): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    // Relative to this document, so that it also works behind the origin's prefix.
    .addServer('./')
    .build();
  const document = SwaggerModule.createDocument(app, settings);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, ...problemSchemas },
  };
  return describeNulls(describeRefusals(describeOperations(document)));
}
