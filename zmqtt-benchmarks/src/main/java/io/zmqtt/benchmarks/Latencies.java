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

import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times from when a message was due to when its handler had it.
 */
final class Latencies {

	private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

	private static final int DIGITS = 3;

	private final Histogram histogram = new AtomicHistogram(LONGEST, DIGITS);

	/**
	 * Add a time.
	 * @param nanos nanoseconds
	 */
	void add(long nanos) {
		this.histogram.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
	}

	long count() {
		return this.histogram.getTotalCount();
	}

	double percentileMicros(double percentile) {
		return this.histogram.getValueAtPercentile(percentile) / 1e3;
	}

	void report(TaskContext context, String subject) {
		context.report(subject, Metrics.P50, percentileMicros(50));
		context.report(subject, Metrics.P99, percentileMicros(99));
		context.report(subject, Metrics.P999, percentileMicros(99.9));
		context.report(subject, Metrics.MAX, this.histogram.getMaxValue() / 1e3);
	}

}
