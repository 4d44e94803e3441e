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

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Schedule}.
 */
class ScheduleTests {

	@Test
	void messagesAreDueAtEqualDistances() {
		Schedule schedule = new Schedule(1000, 300_000);
		assertThat(schedule.due(0)).isEqualTo(1000);
		assertThat(schedule.due(1)).isEqualTo(1000 + 3333);
		assertThat(schedule.due(3)).isEqualTo(1000 + 10_000);
		assertThat(schedule.due(300_000L * 3600)).isEqualTo(1000 + TimeUnit.HOURS.toNanos(1));
	}

	@Test
	void waitsForWhatIsDueAndNotForWhatIsOverdue() {
		long start = System.nanoTime();
		Schedule schedule = new Schedule(start, 100);
		assertThat(schedule.await(2)).isEqualTo(start + TimeUnit.MILLISECONDS.toNanos(20));
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
		Schedule late = new Schedule(start - TimeUnit.HOURS.toNanos(1), 1);
		long before = System.nanoTime();
		assertThat(late.await(0)).isEqualTo(start - TimeUnit.HOURS.toNanos(1));
		assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
	}

}
