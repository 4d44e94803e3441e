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

package io.zmqtt.spring.observation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;

/**
 * What happens to observations, in order. The registry complains about what is stopped
 * twice.
 */
final class ObservationLog implements ObservationHandler<Observation.Context> {

	final List<String> events = new CopyOnWriteArrayList<>();

	private ObservationLog() {
	}

	static ObservationLog of(TestObservationRegistry registry) {
		ObservationLog log = new ObservationLog();
		registry.observationConfig().observationHandler(log);
		return log;
	}

	@Override
	public void onStart(Observation.Context context) {
		this.events.add("start " + context.getName());
	}

	@Override
	public void onError(Observation.Context context) {
		Throwable error = context.getError();
		this.events.add("error " + ((error != null) ? error.getMessage() : "none"));
	}

	@Override
	public void onStop(Observation.Context context) {
		this.events.add("stop " + context.getName());
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

}
