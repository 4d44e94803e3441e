/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import io.zmqtt.test.Programs;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * Fails a test that would be skipped without Docker when the environment variable
 * {@code ZMQTT_REQUIRE} lists {@code docker}. Comes before {@code @Testcontainers}.
 */
class RequiredDocker implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Programs.isRequired("docker") && !DockerClientFactory.instance().isDockerAvailable()) {
			Assertions.fail("There is no Docker, but ZMQTT_REQUIRE demands it");
		}
		return ConditionEvaluationResult.enabled("Docker is there or not demanded");
	}

}
