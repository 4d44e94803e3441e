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

package io.zmqtt.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.zmqtt.benchmarks.broker.NullBroker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RawPeer} with the broker.
 */
class RawDriveTests {

	private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	@ParameterizedTest
	@ValueSource(strings = { "3.1.1/publish/0/256", "3.1.1/publish/1/16", "3.1.1/publish/2/4096", "5.0/publish/1/256/7",
			"3.1.1/receive/0/256", "3.1.1/receive/1/16", "3.1.1/receive/2/4096", "5.0/receive/1/256/7",
			"5.0/receive/2/256" })
	void movesMessagesAndLosesNone(String text) throws IOException, InterruptedException {
		Workload workload = Workload.parse(text);
		try (NullBroker broker = new NullBroker(false);
				Drive drive = new RawPeer().open("127.0.0.1", broker.port(), workload, 100)) {
			for (int i = 0; i < 3; i++) {
				Drive.Outcome outcome = drive.run(NANOS);
				assertThat(outcome.messages()).isGreaterThan(100);
				assertThat(outcome.lost()).isZero();
			}
		}
	}

}
