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

package io.zmqtt.sample;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A room whose temperature drifts towards its set-point.
 */
class SimulatedRoom {

	private static final double PACE = 0.2;

	private static final double NOISE = 0.2;

	private double celsius;

	private volatile double setPoint;

	SimulatedRoom(double setPoint) {
		this.celsius = setPoint;
		this.setPoint = setPoint;
	}

	void setPoint(double celsius) {
		this.setPoint = celsius;
	}

	/**
	 * Let some time pass, and return the temperature after it, to a tenth of a degree.
	 */
	double step() {
		double noise = ThreadLocalRandom.current().nextDouble(-NOISE, NOISE);
		this.celsius += (this.setPoint - this.celsius) * PACE + noise;
		return Math.round(this.celsius * 10) / 10.0;
	}

}
