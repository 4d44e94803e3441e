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

package io.zmqtt.spring.listener;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class KeepAliveTests {

	private final KeepAlive first = new KeepAlive();

	private final KeepAlive second = new KeepAlive();

	@Test
	void oneThreadIsThereAsLongAsOneHolds() {
		int others = threads().size();
		this.first.hold();
		this.first.hold();
		this.second.hold();
		// other containers may run in this JVM
		assertThat(threads()).hasSize(1).allMatch((thread) -> !thread.isDaemon());
		this.first.release();
		this.first.release();
		assertThat(threads()).hasSize(1);
		threads().get(0).interrupt();
		this.second.release();
		await().untilAsserted(() -> assertThat(threads()).hasSize(others));
		this.second.hold();
		assertThat(threads()).isNotEmpty();
		this.second.release();
		await().untilAsserted(() -> assertThat(threads()).hasSize(others));
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals(KeepAlive.THREAD_NAME))
			.toList();
	}

}
