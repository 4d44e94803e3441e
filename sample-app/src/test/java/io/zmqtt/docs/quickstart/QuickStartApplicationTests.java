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

package io.zmqtt.docs.quickstart;

import java.time.Duration;

import io.zmqtt.test.context.EmbeddedMqttBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the quick start of README.md.
 */
@ExtendWith(OutputCaptureExtension.class)
@EmbeddedMqttBroker
@SpringBootTest
class QuickStartApplicationTests {

	@Test
	void printsWhatItPublished(CapturedOutput output) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(output).contains("kitchen: 21.5 °C"));
	}

}
